// The set-up compiles and runs this to see that the compiler, its libraries and its JavaScript
// tools work together.
#include <cstdio>
#include <stdexcept>
#include <string>

int main(int count, char**) {
  try {
    if (count > 0) throw std::runtime_error("it works");
  } catch (const std::exception& error) {
    std::puts(std::string(error.what()).c_str());
  }
}
