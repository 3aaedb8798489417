// A pointer that shares an object which counts its references itself.
#pragma once

#include <utility>

namespace weft::detail {

/// `T` has `add_reference` and `drop_reference`.
template <class T>
class reference {
 public:
  reference() noexcept = default;
  explicit reference(T* object) noexcept : object_(object) {
    if (object != nullptr) object->add_reference();
  }
  /// Takes over a reference that was counted already.
  static reference adopt(T* counted) noexcept {
    reference made;
    made.object_ = counted;
    return made;
  }
  reference(const reference& other) noexcept : reference(other.object_) {}
  reference(reference&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  reference& operator=(reference other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~reference() {
    if (object_ != nullptr) object_->drop_reference();
  }

  T* get() const noexcept { return object_; }
  T& operator*() const noexcept { return *object_; }
  T* operator->() const noexcept { return object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }
  friend bool operator==(const reference&, const reference&) = default;

 private:
  T* object_ = nullptr;
};

}  // namespace weft::detail
