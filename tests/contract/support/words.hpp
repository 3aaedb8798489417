// What the tests' actors are told.
#pragma once

namespace weft::contract {

struct add {
  int by;
};
struct get {};
struct stop {};

}  // namespace weft::contract
