namespace Messenger.Tests.Client.Support;

/// <summary>Directories for outboxes, and what a process killed at this moment leaves of one.</summary>
internal sealed class OutboxDirectories : IDisposable
{
    private readonly DirectoryInfo _all = Directory.CreateTempSubdirectory("outboxes");
    private int _killed;

    public string First => Path.Combine(_all.FullName, "first");

    /// <summary>A copy of a directory, the first unless named: what is on disk now, without anything the living process would still do.</summary>
    public string Killed(string? directory = null)
    {
        string copy = Directory.CreateDirectory(Path.Combine(_all.FullName, $"killed{++_killed}")).FullName;
        foreach (string path in Directory.GetFiles(directory ?? First, "*.outbox"))
        {
            using FileStream from = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using FileStream to = File.Create(Path.Combine(copy, Path.GetFileName(path)));
            from.CopyTo(to);
        }
        return copy;
    }

    public void Dispose() => _all.Delete(recursive: true);
}
