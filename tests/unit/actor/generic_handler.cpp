// A wrong program: a generic lambda does not say which messages it takes. A test looks at what the
// compiler says to it.
#include <weft/weft.hpp>

struct greeting {};

int main() {
  weft::runtime().run([] {
    weft::spawn_actor([](weft::self& me) {
      me.receive([](greeting) {}, [named_here = greeting()](auto message) { (void)message; });
    });
  });
}
