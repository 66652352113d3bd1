using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading.Channels;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Client.Grpc;

/// <summary>
/// Stands between a session, which speaks the wire, and a server's gRPC door: takes the session's requests in order, makes the calls, and says answers
/// and events as the server's wire would. It lives as long as its one connection and remembers nothing beyond it (decision 0015).
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Nobody waits for a handle of theirs, so there is nothing to free when the bridge has ended.")]
internal sealed class Bridge
{
    /// <summary>Requests that were read and are not begun; beyond that the session waits to write.</summary>
    private const int MostWaiting = 256;

    /// <summary>Sends under way or waiting for their turn; HTTP/2 has room for 100 calls.</summary>
    private const int MostSends = 64;

    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(1);

    /// <summary>Confirmations run beside the sends; no conversation has such a name.</summary>
    private const string ConfirmLane = "";

    private readonly GrpcChannel _channel;
    private readonly V1.AboutResponse _about;
    private readonly Pipe _requests = new();
    private readonly Pipe _answers = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly BridgeOutput _output;
    private readonly BridgeCalls _calls;
    private readonly Lanes _lanes = new(MostSends);
    private readonly ConcurrentDictionary<Guid, Task> _sends = new();
    private HelloRequest _hello = null!;
    private Unconfirmed _unconfirmed = null!;
    private HeldReading? _reading;
    private EventFeed? _feed;

    /// <param name="channel">Ends with the bridge.</param>
    /// <param name="about">What server it is.</param>
    public Bridge(GrpcChannel channel, V1.AboutResponse about)
    {
        _channel = channel;
        _about = about;
        _output = new BridgeOutput(_answers.Writer);
        _calls = new BridgeCalls(channel, _output, _stop.Token);
        Stream = new BridgeStream(_requests.Writer, _answers.Reader, _stop.Cancel);
    }

    /// <summary>The session's end.</summary>
    public Stream Stream { get; }

    /// <summary>Nothing more comes from the session; what came is still done and answered.</summary>
    public Task SayNoMoreAsync() => _requests.Writer.CompleteAsync().AsTask();

    /// <summary>Runs until the session or the server ends it.</summary>
    public async Task RunAsync()
    {
        Task watch = WatchAsync();
        Channel<Request> waiting = Channel.CreateBounded<Request>(MostWaiting);
        Task doing = DoAllAsync(waiting.Reader);
        try
        {
            await ReadAsync(waiting.Writer).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Over.
        }
        waiting.Writer.Complete();
        await doing.ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_feed is not null)
            await _feed.DisposeAsync().ConfigureAwait(false);
        await _lanes.IdleAsync().ConfigureAwait(false);
        await _requests.Reader.CompleteAsync().ConfigureAwait(false);
        await _output.EndAsync().ConfigureAwait(false);
        await _channel.DisposeAsync().ConfigureAwait(false);
        await watch.ConfigureAwait(false);
    }

    private async Task WatchAsync()
    {
        await _channel.Ended.ConfigureAwait(false);
        // What the server said last may not have been taken yet: events end by themselves, but not if nobody takes them.
        if (_feed is { } feed)
            await Task.WhenAny(feed.Ended, Task.Delay(FarewellLimit, _stop.Token)).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
    }

    private async Task ReadAsync(ChannelWriter<Request> waiting)
    {
        PipeReader reader = _requests.Reader;
        bool isGreeted = false;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(_stop.Token).ConfigureAwait(false);
            ReadOnlySequence<byte> rest = read.Buffer;
            if (!isGreeted && rest.Length >= Preamble.Size)
            {
                isGreeted = true;
                rest = rest.Slice(Preamble.Size);
            }
            while (isGreeted && TryTake(ref rest, out Request? request))
            {
                // A sign of life waits for nothing.
                if (request.Opcode is Opcode.Ping)
                    _ = AnswerAsync(request, () => PingAsync(request));
                else
                    await waiting.WriteAsync(request, _stop.Token).ConfigureAwait(false);
            }
            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
                return;
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> rest, [NotNullWhen(true)] out Request? request)
    {
        request = null;
        Span<byte> head = stackalloc byte[FrameHeader.Size];
        if (rest.Length < head.Length)
            return false;
        rest.Slice(0, head.Length).CopyTo(head);
        int size = FrameReader.SizeAnnounced(head);
        if (rest.Length < size)
            return false;
        byte[] bytes = rest.Slice(0, size).ToArray();
        FrameReader.Read(bytes, Limits.FrameAfterLogin, out Frame frame, out _);
        request = new Request(frame.Opcode, frame.RequestId, frame.Body.ToArray());
        rest = rest.Slice(size);
        return true;
    }

    /// <summary>Requests take effect in the order in which they came. Only sends to different targets and confirmations run side by side.</summary>
    private async Task DoAllAsync(ChannelReader<Request> waiting)
    {
        try
        {
            await foreach (Request request in waiting.ReadAllAsync(_stop.Token).ConfigureAwait(false))
                await DoAsync(request).ConfigureAwait(false);
            // The session says no more: what is under way is still answered.
            await _lanes.IdleAsync().WaitAsync(_stop.Token).ConfigureAwait(false);
            await EndReadsAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Over.
        }
    }

    private async Task DoAsync(Request request)
    {
        if (request.Opcode is Opcode.Send)
        {
            await SendAsync(request).ConfigureAwait(false);
            return;
        }
        if (request.Opcode is Opcode.Confirm)
        {
            await _lanes.AddAsync(ConfirmLane, () => AnswerAsync(request, () => ConfirmAsync(request)), _stop.Token).ConfigureAwait(false);
            return;
        }
        await _lanes.IdleAsync().WaitAsync(_stop.Token).ConfigureAwait(false);
        await AnswerAsync(request, () => request.Opcode switch
        {
            Opcode.Hello => GreetAsync(request),
            Opcode.Register or Opcode.Login => LogInAsync(request),
            Opcode.Resume => ResumeAsync(request),
            Opcode.Logout or Opcode.DeleteAccount => LeaveAsync(request),
            Opcode.Read => BeginReading(request),
            _ => BridgeTable.All[request.Opcode].RunAsync(_calls, request.Id, request.Body),
        }).ConfigureAwait(false);
    }

    /// <summary>Does what was asked; a refusal is said, and a lost connection ends the bridge. Never throws.</summary>
    private async Task AnswerAsync(Request request, Func<Task> answer)
    {
        try
        {
            try
            {
                await answer().ConfigureAwait(false);
            }
            catch (GrpcException e) when (!e.IsLost)
            {
                ErrorCode code = request.Opcode is Opcode.Resume && e.Code is ErrorCode.NotLoggedIn ? ErrorCode.BadCredentials : e.Code;
                await _output.RefuseAsync(request.Id, new Refusal(code, e.RetryAfter, e.Message), _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is GrpcException or OperationCanceledException || WirePushes.IsUnsayable(e))
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }
    }

    private Task GreetAsync(Request request)
    {
        _hello = FieldReader.ReadWhole<HelloRequest>(request.Body);
        _unconfirmed = new Unconfirmed(_hello.Window);
        _reading = new HeldReading(_calls, _unconfirmed);
        HelloAnswer answer = new(
            _hello.HighestVersion, _hello.Capabilities & Capabilities.All, Limits.FrameAfterLogin, Limits.TextBytes, WireAnswers.Id(_about.Store), _about.Agent);
        return _output.WriteAsync(frames => frames.Write(Opcode.HelloAnswer, request.Id, answer), _stop.Token);
    }

    /// <summary>Asked of the server, so that it is its life that the session hears of.</summary>
    private async Task PingAsync(Request request)
    {
        await _calls.AskAsync<V1.AboutRequest, V1.AboutResponse>("About", new V1.AboutRequest()).ConfigureAwait(false);
        await _output.WriteAsync(frames => frames.Write(Opcode.Pong, request.Id, default(Empty)), _stop.Token).ConfigureAwait(false);
    }

    private async Task LogInAsync(Request request)
    {
        V1.LoginRequest who = Named(request.Body);
        // Both calls have the same messages, by another name.
        string method = request.Opcode is Opcode.Register ? "Register" : "Login";
        V1.LoginResponse login = await _calls.AskAsync<V1.LoginRequest, V1.LoginResponse>(method, who).ConfigureAwait(false);
        await AttachAsync(request, login.Token, opened => WireAnswers.Session(login.Token, opened, login.ReadMarks, login.KeepSeconds, isResumed: false))
            .ConfigureAwait(false);
    }

    private async Task ResumeAsync(Request request)
    {
        string token = System.Buffers.Text.Base64Url.EncodeToString(FieldReader.ReadWhole<ResumeRequest>(request.Body).Token);
        V1.WhoamiResponse who = await _channel.UnaryAsync<V1.WhoamiRequest, V1.WhoamiResponse>(
            "Whoami", new V1.WhoamiRequest(), token, BridgeCalls.Deadline, _stop.Token).ConfigureAwait(false);
        await AttachAsync(request, token, opened => WireAnswers.Session(token, opened, who.ReadMarks, _about.KeepSeconds, opened.Resumed)).ConfigureAwait(false);
    }

    /// <summary>A login has its terminal when its events are open; then it is answered, and what comes is behind the answer.</summary>
    private async Task AttachAsync(Request request, string token, Func<V1.Opened, SessionOpened> answerOf)
    {
        _calls.Token = token;
        _unconfirmed.Clear();
        try
        {
            _feed = await EventFeed.OpenAsync(_calls, _hello, _unconfirmed, AnsweredAsync).ConfigureAwait(false);
        }
        catch (GrpcException)
        {
            _calls.Token = null;
            throw;
        }
        _reading!.Begin(_feed.Opened.Undelivered?.Total ?? 0);
        SessionOpened answer = answerOf(_feed.Opened);
        await _output.WriteAsync(frames => frames.Write(request.Opcode.AnswerTo(), request.Id, answer), _stop.Token).ConfigureAwait(false);
        _feed.Start(_stop.Cancel);
    }

    private async Task LeaveAsync(Request request)
    {
        _feed?.Leave();
        // Before the login goes: a read of it is never one of the next.
        await EndReadsAsync().ConfigureAwait(false);
        try
        {
            await BridgeTable.All[request.Opcode].RunAsync(_calls, request.Id, request.Body).ConfigureAwait(false);
        }
        catch (GrpcException) when (_feed is not null)
        {
            await _feed.StayAsync().ConfigureAwait(false);
            throw;
        }
        _calls.Token = null;
        if (_feed is not null)
            await _feed.DisposeAsync().ConfigureAwait(false);
        _feed = null;
    }

    private async Task SendAsync(Request request)
    {
        (Guid id, string to) = Addressed(request.Body);
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _sends[id] = answered.Task;
        await _lanes.AddAsync(to, async () =>
        {
            await AnswerAsync(request, () => BridgeTable.All[Opcode.Send].RunAsync(_calls, request.Id, request.Body)).ConfigureAwait(false);
            _sends.TryRemove(KeyValuePair.Create<Guid, Task>(id, answered.Task));
            answered.SetResult();
        }, _stop.Token).ConfigureAwait(false);
    }

    private Task AnsweredAsync(Guid id) => _sends.GetValueOrDefault(id, Task.CompletedTask);

    private async Task ConfirmAsync(Request request)
    {
        await BridgeTable.All[Opcode.Confirm].RunAsync(_calls, request.Id, request.Body).ConfigureAwait(false);
        _unconfirmed.Free(BridgeTable.Confirming(request.Body).Numbers);
    }

    /// <summary>A read lasts as long as showing takes; what comes behind it does not wait for it.</summary>
    private Task BeginReading(Request request)
    {
        ReadRequest read = FieldReader.ReadWhole<ReadRequest>(request.Body);
        _reading!.Add(BridgeTable.Text(read.From), read.Count, work => AnswerAsync(request, work), request.Id);
        return Task.CompletedTask;
    }

    /// <summary>Nothing more is confirmed, so nothing more would be read (PROTOCOL.md §5.14). Before HELLO there are none.</summary>
    private Task EndReadsAsync() => _reading?.EndAsync() ?? Task.CompletedTask;

    private static V1.LoginRequest Named(ReadOnlySpan<byte> body)
    {
        Credentials said = FieldReader.ReadWhole<Credentials>(body);
        return new V1.LoginRequest { Name = BridgeTable.Text(said.Name), Password = BridgeTable.Text(said.Password) };
    }

    private static (Guid Id, string To) Addressed(ReadOnlySpan<byte> body)
    {
        SendRequest said = FieldReader.ReadWhole<SendRequest>(body);
        return (said.Id, BridgeTable.Text(said.To));
    }

    /// <summary>A frame of the session.</summary>
    private sealed record Request(Opcode Opcode, uint Id, byte[] Body);
}
