using System.Globalization;

namespace Messenger.Tools.Torture;

/// <summary>What a run has to say, line by line as it comes, and whether all of it is well. Safe on any thread.</summary>
internal sealed class Verdict(TextWriter output)
{
    private readonly Lock _gate = new();
    private bool _clean = true;

    /// <summary>No promise was broken, no bar missed, nothing went wrong.</summary>
    public bool IsClean
    {
        get
        {
            lock (_gate)
                return _clean;
        }
    }

    /// <summary>A line that judges nothing.</summary>
    public void Note(string line) => Judge(line, isWell: true);

    /// <summary>A figure that must not be above its bar.</summary>
    public void Bar(string what, double figure, double most, string unit) =>
        Judge(string.Create(CultureInfo.InvariantCulture, $"{what} {figure:0.##} {unit} · bar {most:0.##} {unit} · {(figure <= most ? "ok" : "MISSED")}"), figure <= most);

    /// <summary>Something that must hold whatever the machine.</summary>
    public void Promise(string what, bool isKept) => Judge($"{what} · {(isKept ? "ok" : "BROKEN")}", isKept);

    /// <summary>Something that went wrong.</summary>
    public void Fault(string what) => Judge($"!! {what}", isWell: false);

    /// <summary>A line that is well or is not.</summary>
    public void Judge(string line, bool isWell)
    {
        lock (_gate)
        {
            _clean &= isWell;
            output.WriteLine(line);
            output.Flush();
        }
    }
}
