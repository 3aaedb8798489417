// The table of weft/convert.hpp, row by row.
#pragma once

#include <weft/detail/convert_containers.hpp>
#include <weft/detail/convert_errors.hpp>
#include <weft/detail/convert_scalars.hpp>
#include <weft/detail/convert_structs.hpp>
#include <weft/detail/convert_time.hpp>
