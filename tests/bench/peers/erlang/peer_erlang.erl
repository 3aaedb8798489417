%% erl +S N:N -noshell -s peer_erlang main NAME COUNT: processes of Erlang/OTP, on N schedulers.
%%
%% A process has a mailbox without bound in place of channels, so that a sender never waits.
-module(peer_erlang).
-behaviour(gen_server).
-export([main/1, init/1, handle_call/3, handle_cast/2]).

main([Name, Count]) ->
    Order = {atom_to_list(Name), list_to_integer(atom_to_list(Count))},
    %% A process of its own: the first one has messages of the shell's.
    {_, Monitor} = spawn_monitor(fun() -> run(base(element(1, Order)), Order) end),
    receive
        {'DOWN', Monitor, process, _, normal} -> halt(0);
        {'DOWN', Monitor, process, _, Why} -> fail(4, io_lib:format("~p", [Why]))
    end.

%% The workload's name, without the number of threads.
base(Name) ->
    [Base | _] = string:split(string:replace(Name, "_1t", "_2t"), "_2t"),
    lists:flatten(Base).

run("yield", Order) -> yield(Order);
run("spawn_join", Order) -> spawn_join(Order);
run("skynet", Order) -> skynet(Order);
run("live_1m", Order) -> live(Order);
run("sleep", Order) -> sleep(Order);
run("timer", Order) -> timer(Order);
run("pingpong", Order) -> pingpong(Order);
run("actor_ask", Order) -> ask(Order);
run("actor_create", Order) -> create(Order);
run("actor_selective", Order) -> selective(Order);
run("threadring", Order) -> threadring(Order);
run("many_to_one", Order) -> many_to_one(Order);
run("forkjoin", Order) -> forkjoin(Order);
run("select_buf128", Order) -> select_by_tag(Order);
run(_, _) -> fail(2, "there is no such workload").

%% Processes

yield({_, Count} = Order) ->
    Me = self(),
    Start = now_(),
    [spawn(fun() -> take_turns(Count div 2), Me ! 1 end) || _ <- [1, 2]],
    2 = sum_of_received(2),
    print_each(Order, now_() - Start).

take_turns(0) -> ok;
take_turns(Left) -> erlang:yield(), take_turns(Left - 1).

spawn_join({_, Count} = Order) ->
    Alive = 1000,
    Start = now_(),
    Ran = spawn_batches(Count div Alive, Alive, 0),
    Took = now_() - Start,
    require(Ran =:= Count, "each process ran once"),
    print_each(Order, Took).

spawn_batches(0, _, Ran) -> Ran;
spawn_batches(Left, Alive, Ran) ->
    Me = self(),
    times(Alive, fun(_) -> spawn(fun() -> Me ! 1 end) end),
    spawn_batches(Left - 1, Alive, Ran + sum_of_received(Alive)).

create({_, Count} = Order) ->
    Alive = 1000,
    Start = now_(),
    Sum = create_batches(Count div Alive, Alive, 0),
    Took = now_() - Start,
    require(Sum =:= Count, "each process took its message"),
    print_each(Order, Took).

create_batches(0, _, Sum) -> Sum;
create_batches(Left, Alive, Sum) ->
    Me = self(),
    times(Alive, fun(_) -> spawn(fun() -> receive {add, By} -> Me ! By end end) ! {add, 1} end),
    create_batches(Left - 1, Alive, Sum + sum_of_received(Alive)).

skynet({_, Count} = Order) ->
    Me = self(),
    Start = now_(),
    spawn(fun() -> sum_of_leaves(Me, 0, Count) end),
    Sum = sum_of_received(1),
    Took = now_() - Start,
    require(Sum =:= sum_below(Count), "the sum of the leaves"),
    print(Order, Took / 1.0e6, "ms"),
    print_part(Order, "memory", memory_bytes_max() / 1.0e6, "MB").

sum_of_leaves(Parent, First, 1) -> Parent ! First;
sum_of_leaves(Parent, First, Leaves) ->
    Me = self(),
    Share = Leaves div 10,
    times(10, fun(I) -> spawn(fun() -> sum_of_leaves(Me, First + (I - 1) * Share, Share) end) end),
    Parent ! sum_of_received(10).

live({_, Count} = Order) ->
    Me = self(),
    Creating = now_(),
    Waiters = [spawn(fun() -> Me ! 0, receive Word -> Me ! Word end end) || _ <- lists:seq(1, Count)],
    0 = sum_of_received(Count),
    Create = now_() - Creating,
    Bytes = memory_bytes_max(),
    Waking = now_(),
    [Waiter ! 1 || Waiter <- Waiters],
    Woken = sum_of_received(Count),
    Wake = now_() - Waking,
    require(Woken =:= Count, "each process was woken once"),
    print_part(Order, "bytes", Bytes / Count, "B"),
    print_part(Order, "create", Create / 1.0e6, "ms"),
    print_part(Order, "wake", Wake / 1.0e6, "ms").

%% Messages

pingpong({_, Count} = Order) ->
    Me = self(),
    Pong = spawn(fun return_balls/0),
    Start = now_(),
    spawn(fun() -> Me ! play(Pong, Count div 2, 0) end),
    Right = sum_of_received(1),
    Took = now_() - Start,
    require(Right =:= Count div 2, "each message came back"),
    print_each(Order, Took).

return_balls() -> receive {From, Ball} -> From ! Ball, return_balls() end.

play(_, 0, Right) -> Right;
play(Pong, Left, Right) ->
    Pong ! {self(), Left},
    receive Left -> play(Pong, Left - 1, Right + 1) end.

%% A call of a server, which is how Erlang asks: with a time limit and a look-out for the server's end.
ask({_, Count} = Order) ->
    {ok, Server} = gen_server:start(?MODULE, [], []),
    Start = now_(),
    Last = ask_again(Server, Count, 0),
    Took = now_() - Start,
    require(Last =:= Count, "each question was answered"),
    print_each(Order, Took).

ask_again(_, 0, Number) -> Number;
ask_again(Server, Left, Number) -> ask_again(Server, Left - 1, gen_server:call(Server, Number, 3600000)).

init([]) -> {ok, none}.
handle_call(Number, _, State) -> {reply, Number + 1, State}.
handle_cast(_, State) -> {noreply, State}.

%% The first question is not part of the time: it goes past all the others.
selective({_, Count} = Order) ->
    Answerer = spawn(fun answer/0),
    Empty = nanoseconds_each(Answerer, Count),
    times(500000, fun(_) -> Answerer ! passed_over end),
    Behind = nanoseconds_each(Answerer, Count),
    print_part(Order, "empty", Empty, "ns"),
    print_part(Order, "behind", Behind, "ns").

answer() -> receive {wanted, From, Number} -> From ! Number + 1, answer() end.

nanoseconds_each(Answerer, Count) ->
    First = ask_answerer(Answerer, 1, 0),
    Start = now_(),
    Last = ask_answerer(Answerer, Count, First),
    Took = now_() - Start,
    require(Last =:= Count + 1, "each question was answered"),
    Took / Count.

ask_answerer(_, 0, Number) -> Number;
ask_answerer(Answerer, Left, Number) ->
    Answerer ! {wanted, self(), Number},
    receive Next -> ask_answerer(Answerer, Left - 1, Next) end.

threadring({_, Count} = Order) ->
    Places = 503,
    Me = self(),
    Last = spawn(fun() -> receive {next, First} -> pass_on(First, Me, 0) end end),
    First = lists:foldl(fun(_, Next) -> spawn(fun() -> pass_on(Next, Me, 0) end) end, Last, lists:seq(2, Places)),
    Last ! {next, First},
    Start = now_(),
    First ! Count,
    Hops = sum_of_received(Places),
    Took = now_() - Start,
    require(Hops =:= Count, "the message went around to its end"),
    print_each(Order, Took).

pass_on(Next, Main, Hops) ->
    receive
        over -> Next ! over, Main ! Hops;
        0 -> Next ! over, Main ! Hops;
        Left -> Next ! Left - 1, pass_on(Next, Main, Hops + 1)
    end.

many_to_one({_, Count} = Order) ->
    Senders = 100,
    Share = Count div Senders,
    Me = self(),
    Start = now_(),
    Receiver = spawn(fun() -> Me ! sum_of_received(Senders * Share) end),
    times(Senders, fun(_) -> spawn(fun() -> send_below(Receiver, 0, Share) end) end),
    Sum = sum_of_received(1),
    Took = now_() - Start,
    require(Sum =:= Senders * sum_below(Share), "the sum of what was sent"),
    print_each(Order, Took).

send_below(_, Count, Count) -> ok;
send_below(Receiver, Next, Count) -> Receiver ! Next, send_below(Receiver, Next + 1, Count).

forkjoin({_, Count} = Order) ->
    Share = Count div 60,
    Me = self(),
    Start = now_(),
    Receivers = [spawn(fun() -> Me ! sum_of_received(Share) end) || _ <- lists:seq(1, 60)],
    spawn(fun() -> send_rounds(Receivers, 0, Share) end),
    Sum = sum_of_received(60),
    Took = now_() - Start,
    require(Sum =:= 60 * sum_below(Share), "the sum of what was sent"),
    print(Order, Took / 1.0e6, "ms").

send_rounds(_, Rounds, Rounds) -> ok;
send_rounds(Receivers, Round, Rounds) ->
    [Receiver ! Round || Receiver <- Receivers],
    send_rounds(Receivers, Round + 1, Rounds).

%% Eight senders with a tag each into one mailbox, from where a receive with eight patterns takes them.
select_by_tag({_, Count} = Order) ->
    Share = Count div 8,
    Me = self(),
    Start = now_(),
    [spawn(fun() -> send_tagged(Me, Tag, 0, Share) end) || Tag <- [a, b, c, d, e, f, g, h]],
    Sum = sum_of_tagged(8 * Share, 0),
    Took = now_() - Start,
    require(Sum =:= 8 * sum_below(Share), "the sum of what was sent"),
    print_each(Order, Took).

send_tagged(_, _, Count, Count) -> ok;
send_tagged(Receiver, Tag, Next, Count) ->
    Receiver ! {Tag, Next},
    send_tagged(Receiver, Tag, Next + 1, Count).

sum_of_tagged(0, Sum) -> Sum;
sum_of_tagged(Left, Sum) ->
    receive
        {a, Value} -> sum_of_tagged(Left - 1, Sum + Value);
        {b, Value} -> sum_of_tagged(Left - 1, Sum + Value);
        {c, Value} -> sum_of_tagged(Left - 1, Sum + Value);
        {d, Value} -> sum_of_tagged(Left - 1, Sum + Value);
        {e, Value} -> sum_of_tagged(Left - 1, Sum + Value);
        {f, Value} -> sum_of_tagged(Left - 1, Sum + Value);
        {g, Value} -> sum_of_tagged(Left - 1, Sum + Value);
        {h, Value} -> sum_of_tagged(Left - 1, Sum + Value)
    end.

%% Time. The smallest unit to wait for is a millisecond.

sleep({_, Count} = Order) ->
    Me = self(),
    times(Count, fun(_) ->
        Wait = rand:uniform(1000) - 1,
        spawn(fun() ->
            Due = now_() + Wait * 1000000,
            receive after Wait -> ok end,
            Me ! (now_() - Due) / 1.0e3
        end)
    end),
    Late = lists:sort([receive Each -> Each end || _ <- lists:seq(1, Count)]),
    require(hd(Late) >= 0, "none woke early"),
    print_part(Order, "p50", lists:nth(Count div 2, Late), "us"),
    print_part(Order, "p99", lists:nth(Count div 100 * 99, Late), "us"),
    print_part(Order, "cpu", cpu_milliseconds(), "ms").

timer({_, Count} = Order) ->
    One = now_(),
    times(Count, fun(_) -> cancel(erlang:send_after(60000, self(), fired)) end),
    print_part(Order, "arm_cancel", (now_() - One) / Count, "ns"),
    All = now_(),
    Timers = [erlang:send_after(60000 + rand:uniform(1000), self(), fired) || _ <- lists:seq(1, Count)],
    lists:foreach(fun cancel/1, Timers),
    print_part(Order, "at_once", (now_() - All) / Count, "ns").

cancel(Timer) -> require(erlang:cancel_timer(Timer) =/= false, "the timer was armed").

%% What all of them share

now_() -> erlang:monotonic_time(nanosecond).

times(0, _) -> ok;
times(Left, Do) -> Do(Left), times(Left - 1, Do).

sum_of_received(Count) -> sum_of_received(Count, 0).
sum_of_received(0, Sum) -> Sum;
sum_of_received(Left, Sum) -> receive Value -> sum_of_received(Left - 1, Sum + Value) end.

sum_below(Count) -> Count * (Count - 1) div 2.

print({Name, _}, Value, Unit) -> io:format("~s ~.3f ~s~n", [Name, float(Value), Unit]).
print_part({Name, Count}, Part, Value, Unit) -> print({Name ++ "_" ++ Part, Count}, Value, Unit).
print_each({_, Count} = Order, Nanoseconds) -> print(Order, Nanoseconds / Count, "ns").

require(true, _) -> ok;
require(false, What) -> fail(3, "wrong answer: " ++ What).

fail(Code, Why) -> io:format(standard_error, "~s~n", [Why]), halt(Code).

memory_bytes_max() -> number_after("VmHWM:", "/proc/self/status") * 1024.

number_after(Label, File) ->
    {ok, Text} = file:read_file(File),
    {match, [Number]} = re:run(Text, Label ++ "\\s*(\\d+)", [{capture, all_but_first, list}]),
    list_to_integer(Number).

%% The 14th and 15th word, in hundredths of a second; the second one may hold spaces.
cpu_milliseconds() ->
    {ok, Text} = file:read_file("/proc/self/stat"),
    [_, Rest] = string:split(Text, ") ", trailing),
    Words = string:lexemes(binary_to_list(Rest), " "),
    10 * (list_to_integer(lists:nth(12, Words)) + list_to_integer(lists:nth(13, Words))).
