// All of the portable part of weft.
#pragma once

#include <weft/actor.hpp>
#include <weft/bytes.hpp>
#include <weft/channel.hpp>
#include <weft/clock.hpp>
#include <weft/clone_error.hpp>
#include <weft/codec.hpp>
#include <weft/convert.hpp>
#include <weft/exit_reason.hpp>
#include <weft/fiber.hpp>
#include <weft/loop.hpp>
#include <weft/object.hpp>
#include <weft/runtime.hpp>
#include <weft/value.hpp>
