// All of the portable part of weft.
#pragma once

#include <weft/channel.hpp>
#include <weft/clock.hpp>
#include <weft/fiber.hpp>
#include <weft/runtime.hpp>
