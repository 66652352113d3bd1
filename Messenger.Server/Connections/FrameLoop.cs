using Messenger.Server.Dispatch;
using Messenger.Wire;
using Messenger.Wire.Framing;

namespace Messenger.Server.Connections;

/// <summary>
/// Reads a connection's bytes, cuts them into frames and has each handled, in order: the next one waits for what the last one asked to wait
/// for, and for room for answers. Owned by the connection's read loop, like the protocol state that handling changes.
/// </summary>
internal sealed class FrameLoop(Connection connection, Deadlines deadlines) : IDisposable
{
    private readonly FrameInput _input = new();
    private bool _preambleSeen;

    private int LengthLimit => connection.Session is null ? Limits.FrameBeforeLogin : Limits.FrameAfterLogin;

    /// <summary>Runs until the client ends its side; what it says after ours is closing is read and left.</summary>
    public async Task RunAsync(Stream stream, Outbox outbox)
    {
        while (true)
        {
            deadlines.Reading();
            if (_input.IsEmpty)
            {
                // Wait without a buffer: an idle connection holds none.
                _input.ReleaseIfEmpty();
#pragma warning disable CA2022 // A read of nothing is how one waits for bytes.
                await stream.ReadAsync(Memory<byte>.Empty);
#pragma warning restore CA2022
            }
            int count = await stream.ReadAsync(_input.Room());
            if (count == 0)
                return;
            deadlines.Heard();
            _input.Arrived(count);

            bool handled = false;
            while (HandleFrames(outbox, ref handled) is { } pending)
                await pending;
            deadlines.FramePending(!_input.IsEmpty, handled);
        }
    }

    public void Dispose() => _input.Dispose();

    /// <summary>Handles the frames that have arrived, in order.</summary>
    /// <returns>What must be done before the next one may be handled; null when no whole frame is left.</returns>
    private Task? HandleFrames(Outbox outbox, ref bool handled)
    {
        if (connection.IsClosing)
        {
            _input.Consume(_input.Bytes.Length);
            return null;
        }
        if (!_preambleSeen && !TakePreamble())
            return null;
        SendPipeline sends = connection.Sends;
        while (!connection.IsClosing)
        {
            switch (FrameReader.Read(_input.Bytes, LengthLimit, out Frame frame, out ErrorCode error))
            {
                case FrameOutcome.Malformed:
                    // What was asked for before is answered before the goodbye.
                    sends.Submit();
                    if (sends.InFlight > 0)
                        return sends.WaitUntilInFlightAsync(0);
                    connection.Close(error);
                    return Task.CompletedTask;
                case FrameOutcome.NotYet:
                    sends.Submit();
                    return null;
            }
            Task? before = Router.WaitBefore(connection, frame);
            if (before is not null)
                return before;
            connection.Trace("in", _input.Bytes[..frame.Size]);
            ValueTask handling = Router.Handle(connection, frame);
            handled = true;
            _input.Consume(frame.Size);
            if (!handling.IsCompletedSuccessfully)
            {
                // What takes a while does not hold up the sends before it.
                sends.Submit();
                return handling.AsTask();
            }
            if (sends.InFlight >= Limits.SendsInFlight)
            {
                sends.Submit();
                return sends.WaitUntilInFlightAsync(Limits.SendsInFlight / 2);
            }
            if (!outbox.HasRoom)
            {
                // A client that does not take its answers is not read from, not even what has arrived; nobody else notices.
                sends.Submit();
                return outbox.WaitForRoomAsync();
            }
        }
        return Task.CompletedTask;
    }

    private bool TakePreamble()
    {
        ReadOnlySpan<byte> bytes = _input.Bytes;
        int length = Math.Min(bytes.Length, Preamble.Size);
        if (!bytes[..length].SequenceEqual(Preamble.Bytes[..length]))
        {
            connection.Close(ErrorCode.Malformed);
            _input.Consume(bytes.Length);
            return false;
        }
        if (length < Preamble.Size)
            return false;
        _input.Consume(Preamble.Size);
        _preambleSeen = true;
        return true;
    }
}
