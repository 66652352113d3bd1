using System.Globalization;
using Messenger.Wire.Explain;

namespace Messenger.Client;

/// <summary>Prints every frame as it passes: direction, milliseconds, what is in it. Passwords and tokens never.</summary>
/// <param name="print">Takes one line.</param>
/// <param name="bodies">Whether texts of messages are shown.</param>
internal sealed class TraceWriter(Action<string> print, bool bodies)
{
    public void Write(bool outgoing, TimeSpan elapsed, ReadOnlySpan<byte> frame) => print(string.Create(
        CultureInfo.InvariantCulture,
        $"{(outgoing ? "->" : "<-")} {elapsed.TotalMilliseconds,9:0.0} ms  {FrameExplainer.Line(frame, bodies)}"));
}
