// The JavaScript half of the WebAssembly host: the event loop, last words, and the exception state that
// Emscripten keeps in JavaScript. Linked with --js-library.
addToLibrary({
  $weft: {
    timer: undefined, // the one timer that is armed, if any
    inTurn: false,
    wanted: Infinity, // a turn asked for while one runs: in how many milliseconds
    exceptions: [], // put-away exception states; C++ counts them from 1
    freeEntries: [],
    ended: false,
  },

  // Runs one turn of the scheduler, through `enter`. A trap ends the instance: its last words go out, and no turn follows.
  $weftTurn__deps: ['$weft', '$weftEnd', '$weftFail', '$ExitStatus'],
  $weftTurn: (enter = _weft_turn) => {
    if (weft.inTurn || weft.ended) return;
    weft.inTurn = true;
    weft.wanted = Infinity;
    try {
      enter();
    } catch (error) {
      if (error instanceof ExitStatus) weftEnd(error.status);
      else weftFail(error);
    } finally {
      weft.inTurn = false;
    }
    if (weft.wanted !== Infinity) weftArm(weft.wanted);
  },

  // The program has ended, by the end of `main` or by `exit`: nothing keeps the instance alive any more.
  $weftEnd__deps: ['$weft', 'exit', '$runtimeKeepalivePop', '$handleException'],
  $weftEnd: (code) => {
    weft.ended = true;
    runtimeKeepalivePop();
    try {
      _exit(code);
    } catch (error) {
      handleException(error);
    }
  },

  // A turn `milliseconds` from now, at the earliest; replaces the one that was armed.
  $weftArm__deps: ['$weft', '$weftSoon'],
  $weftArm: (milliseconds) => {
    if (weft.timer !== undefined) clearTimeout(weft.timer);
    weft.timer = undefined;
    if (weft.ended) return;
    if (milliseconds <= 0) return weftSoon();
    // setTimeout takes a 32-bit count; a longer wait is armed again when it comes back early.
    weft.timer = setTimeout(() => { weft.timer = undefined; weftTurn(); }, Math.min(Math.ceil(milliseconds), 0x7fffffff));
  },

  // As soon as the event loop comes round: without the 4 ms that browsers add to nested timers.
  $weftSoon__deps: ['$weft', '$weftTurn'],
  $weftSoon__postset: `weftSoon = typeof setImmediate == 'function' ? () => setImmediate(weftTurn) : (() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => weftTurn();
    return () => channel.port2.postMessage(0);
  })();`,
  $weftSoon: () => {},

  weft_schedule_turn__deps: ['$weft', '$weftArm', '$weftPrepare'],
  weft_schedule_turn: (milliseconds) => {
    if (weft.inTurn) weft.wanted = Math.min(weft.wanted, milliseconds);
    else weftArm(milliseconds);
  },

  // What C++ knows of exceptions, put away while a fiber waits inside a `catch` and brought back when it goes on
  // (wasm/context/exception_state.cpp says when).
  weft_exceptions_put_away__deps: ['$weft', '$exceptionCaught', '$exceptionLast', '$uncaughtExceptionCount'],
  weft_exceptions_put_away: () => {
    const entry = weft.freeEntries.pop() ?? weft.exceptions.length + 1;
    weft.exceptions[entry - 1] = [exceptionCaught, uncaughtExceptionCount, exceptionLast];
    exceptionCaught = [];
    uncaughtExceptionCount = 0;
    exceptionLast = null;
    return entry;
  },
  weft_exceptions_bring_back__deps: ['$weft', '$exceptionCaught', '$exceptionLast', '$uncaughtExceptionCount'],
  weft_exceptions_bring_back: (entry) => {
    [exceptionCaught, uncaughtExceptionCount, exceptionLast] = weft.exceptions[entry - 1];
    weft.exceptions[entry - 1] = undefined;
    weft.freeEntries.push(entry);
  },

  // Tells whoever asked to know, or the console; then it is also the end of a program in Node.
  $weftLastWords: (report) => {
    if (Module['weftFatal']) return Module['weftFatal'](report);
    err(report);
    if (ENVIRONMENT_IS_NODE) process.exitCode = 134;
  },

  // The instance is of no use any more: says its last words, and throws to leave WebAssembly.
  $weftFail__deps: ['$weft', '$weftLastWords', '$UTF8ToString'],
  $weftFail: (error) => {
    if (weft.ended) throw error;
    weft.ended = true;
    const deep = error instanceof RangeError;
    const trap = deep || error instanceof WebAssembly.RuntimeError;
    const report = trap ? `${UTF8ToString(_weft_describe_trap(deep))}\n${error.stack}` : String(error?.stack ?? error);
    weftLastWords(report);
    throw error;
  },

  weft_break: () => {
    debugger;
  },

  weft_die__deps: ['$weft', '$weftLastWords', '$UTF8ToString'],
  weft_die: (report, size) => {
    weft.ended = true;
    const text = UTF8ToString(report, size);
    weftLastWords(text);
    throw new WebAssembly.RuntimeError(text);
  },

  // Called by the check that the link adds wherever the stack pointer moves. The report runs on the base stack, with the
  // check out of the way.
  __handle_stack_overflow__deps: ['emscripten_stack_get_base', '_emscripten_stack_restore'],
  __handle_stack_overflow: (requested) => {
    wasmExports['__set_stack_limits'](-1, 0);
    if (requested === _weft_base_stack_pointer()) return; // an exception escapes a fiber, to where the limits are set anew
    __emscripten_stack_restore(_emscripten_stack_get_base());
    _weft_report_overflow(requested);
    throw new WebAssembly.RuntimeError(`stack overflow: the stack pointer was about to become ${requested >>> 0}`);
  },

  // ---- For web modules (wasm/module): what web/src/protocol.ts calls ModuleHost and ModuleFace.

  weft_post__deps: ['$weftFace'],
  weft_post: (client, frames, size) => Module['weftPost'](client, HEAPU8.subarray(frames, frames + size)),

  weft_introduce__deps: ['$weftFace', '$UTF8ToString'],
  weft_introduce: (a, aName, aSize, b, bName, bSize) =>
    Module['weftIntroduce'](a, UTF8ToString(aName, aSize), b, UTF8ToString(bName, bSize)),

  weft_watch__deps: ['$weftFace', '$UTF8ToString'],
  weft_watch: (peer, life, size) => Module['weftWatch'](peer, UTF8ToString(life, size)),

  // The lock that the worker holds, in memory that is the caller's; 0: none.
  weft_life__deps: ['$weftFace', '$stringToNewUTF8'],
  weft_life: () => Module['weftLife'] ? stringToNewUTF8(Module['weftLife']) : 0,

  // Puts bytes where C++ finds them: on the doorstep, if they are few.
  $weftPut: (bytes) => {
    weftPut.doorstep ??= [_weft_doorstep(), _weft_doorstep_bytes()];
    const [doorstep, room] = weftPut.doorstep;
    const place = bytes.length <= room ? doorstep : _weft_room(bytes.length);
    HEAPU8.set(bytes, place);
    return place;
  },

  // Each hands something over and runs the turn that takes it.
  $weftFace__deps: ['$weft', '$weftTurn', '$weftPut'],
  $weftFace__postset: `Module['weft'] = weftFace;`,
  $weftFace: {
    // Takes in one post of a peer and carries it out as far as that goes without waiting.
    deliver(peer, frames) {
      if (weft.ended) throw new Error('the module has ended');
      weftTurn(() => _weft_deliver(peer, weftPut(frames), frames.length));
    },
    introduced(peer, node) {
      const name = new TextEncoder().encode(node);
      weftTurn(() => _weft_introduced(peer, weftPut(name), name.length));
    },
    closePeer(peer) {
      weftTurn(() => _weft_closed(peer));
    },
  },

  // Imports of the module before the asyncify pass makes them internal calls; named here so that the linker knows them.
  start_unwind: () => {},
  stop_unwind: () => {},
  start_rewind: () => {},
  stop_rewind: () => {},

  // Before any C++ runs: opens the stack limits, which constructors are not held to, and puts the function that sets them
  // into the function table, where C++ reaches it without a detour through JavaScript. In Node, the program sees the
  // environment, as it would natively.
  $weftPrepare__deps: ['$weftStart', '$addOnPostRun', '$ENV'],
  $weftPrepare__postset: () => {
    addAtInit('weftPrepare();');
    return 'addOnPostRun(weftStart);';
  },
  $weftPrepare: () => {
    if (ENVIRONMENT_IS_NODE) Object.assign(ENV, process.env);
    const setLimits = wasmExports['__set_stack_limits'];
    setLimits(-1, 0);
    wasmTable.set(_weft_stack_limits_slot(), setLimits);
  },

  // Hands the command line to `main`, which runs in a context of its own. The instance then lives until `exit`, though no
  // call from JavaScript is under way.
  $weftStart__deps: ['$weft', '$weftSoon', '$weftTurn', '$stackAlloc', '$stringToUTF8OnStack', '$runtimeKeepalivePush'],
  $weftStart: () => {
    // Emscripten 6 calls it programArgs, 4 and 5 arguments_.
    const words = [thisProgram, ...(typeof programArgs != 'undefined' ? programArgs : arguments_)];
    const argv = stackAlloc((words.length + 1) * 4);
    words.forEach((word, i) => { HEAPU32[(argv >> 2) + i] = stringToUTF8OnStack(word); });
    HEAPU32[(argv >> 2) + words.length] = 0;
    runtimeKeepalivePush();
    // Node ends when nothing can happen any more. A module then waits for posts; a program waits in vain, and is told. The event
    // loop goes round once more, so that a program which goes on waiting gets here again, and is ended.
    if (ENVIRONMENT_IS_NODE && !Module['weft']) {
      process.on('beforeExit', () => {
        if (weft.ended) return;
        weftTurn(_weft_nothing_will_come);
        weftSoon();
      });
    }
    _weft_prepare_main(words.length, argv);
    weftTurn();
  },
});
