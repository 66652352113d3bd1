using System.Globalization;
using Messenger.Wire.Explain;

namespace Messenger.Client;

/// <summary>Prints every frame as it passes: direction, milliseconds, what is in it. Passwords and tokens never. Safe on any
/// thread: frames come in on one and go out on another.</summary>
/// <param name="print">Takes one line; called for one at a time.</param>
/// <param name="bodies">Whether texts of messages are shown.</param>
internal sealed class TraceWriter(Action<string> print, bool bodies)
{
    private readonly Lock _turn = new();

    public void Write(bool outgoing, TimeSpan elapsed, ReadOnlySpan<byte> frame)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{(outgoing ? "->" : "<-")} {elapsed.TotalMilliseconds,9:0.0} ms  {FrameExplainer.Line(frame, bodies)}");
        lock (_turn)
            print(line);
    }
}
