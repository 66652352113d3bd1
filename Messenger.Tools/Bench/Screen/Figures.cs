using System.Globalization;

namespace Messenger.Tools.Bench.Screen;

/// <summary>Times in milliseconds, and their percentiles.</summary>
internal sealed class Figures
{
    private readonly List<double> _times = [];

    public void Add(double milliseconds) => _times.Add(milliseconds);

    /// <param name="part">0 to 1.</param>
    public double At(double part)
    {
        List<double> sorted = [.. _times.Order()];
        return sorted[(int)((sorted.Count - 1) * part)];
    }

    /// <summary>The same without what the way there usually takes.</summary>
    public Figures Without(Figures way)
    {
        double usual = way.At(0.5);
        Figures rest = new();
        rest._times.AddRange(_times.Select(time => time - usual));
        return rest;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"p50 {At(0.5):F1} ms · p95 {At(0.95):F1} ms · p99 {At(0.99):F1} ms · longest {At(1):F1} ms ({_times.Count})");
}
