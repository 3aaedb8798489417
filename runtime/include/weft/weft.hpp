// All of the portable part of weft.
#pragma once

#include <weft/actor.hpp>
#include <weft/barrier.hpp>
#include <weft/blocking.hpp>
#include <weft/bytes.hpp>
#include <weft/channel.hpp>
#include <weft/clock.hpp>
#include <weft/clone_error.hpp>
#include <weft/codec.hpp>
#include <weft/convert.hpp>
#include <weft/event.hpp>
#include <weft/exit_reason.hpp>
#include <weft/fiber.hpp>
#include <weft/fiber_local.hpp>
#include <weft/generator.hpp>
#include <weft/limits.hpp>
#include <weft/loop.hpp>
#include <weft/mutex.hpp>
#include <weft/object.hpp>
#include <weft/operation.hpp>
#include <weft/runtime.hpp>
#include <weft/scope.hpp>
#include <weft/semaphore.hpp>
#include <weft/timed_out.hpp>
#include <weft/value.hpp>
#include <weft/wait_group.hpp>
