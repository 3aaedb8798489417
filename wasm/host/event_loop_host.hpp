// The host in a JavaScript agent: one worker, pumped from the event loop.
//
//     JavaScript ── weft_turn() ──> pump the worker ── until idle or out of time ──> arm a timer,
//     return to JavaScript
//
// A program's `main` runs in a context of its own, so that `runtime::run` can wait there while the
// loop turns.
#pragma once

namespace weft::wasm {

/// Pumps until idle, finished or out of time, and arranges for the next turn. Called from
/// JavaScript only, never while WebAssembly code of this instance is on the stack.
void turn();

/// The caller is going to run a turn: whoever is woken until then needs no other.
void expect_turn();

/// Tells the runtime that the event loop has run dry, so that nothing will ever wake a fiber, and runs
/// one more turn. As `turn`.
void nothing_will_come();

/// Runs `main(argc, argv)` in its own context from the next turn on; `exit` is called with its
/// result.
void start_main(int argc, char** argv);

/// Has `function` called at the end of every turn, before JavaScript goes on.
void at_end_of_turn(void (*function)());

}  // namespace weft::wasm
