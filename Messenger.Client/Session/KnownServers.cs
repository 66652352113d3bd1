using System.Text;

namespace Messenger.Client.Session;

/// <summary>
/// The keys of servers that a person has approved: a file with one line <c>host:port fingerprint</c> each, readable by its owner only,
/// replaced as a whole so that a crash leaves the old or the new one. Any thread may call it; every call reads the file anew.
/// </summary>
/// <param name="path">The file; its directory is made when it is first written.</param>
public sealed class KnownServers(string path)
{
    private readonly Lock _gate = new();

    public string Path { get; } = path;

    /// <summary>The file of this user: <c>known_servers</c> in $XDG_STATE_HOME/messenger, by default ~/.local/state/messenger.</summary>
    public static KnownServers OfUser() => new(System.IO.Path.Combine(PrivateFiles.StateDirectory, "known_servers"));

    /// <returns>The pinned fingerprint, or null.</returns>
    /// <exception cref="IOException">The file is there but cannot be read.</exception>
    public string? Find(string host, int port)
    {
        lock (_gate)
            return Load().GetValueOrDefault(Key(host, port));
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Pin(string host, int port, string fingerprint)
    {
        lock (_gate)
        {
            SortedDictionary<string, string> known = Load();
            known[Key(host, port)] = fingerprint;
            Save(known);
        }
    }

    /// <returns>Whether there was something to forget.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public bool Forget(string host, int port)
    {
        lock (_gate)
        {
            SortedDictionary<string, string> known = Load();
            if (!known.Remove(Key(host, port)))
                return false;
            Save(known);
            return true;
        }
    }

    private static string Key(string host, int port) => HostPort.Format(host.ToLowerInvariant(), port);

    private SortedDictionary<string, string> Load()
    {
        SortedDictionary<string, string> known = new(StringComparer.Ordinal);
        if (!File.Exists(Path))
            return known;
        foreach (string line in File.ReadAllLines(Path))
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 2 && Fingerprint.Normalise(parts[1]) is { } fingerprint)
                known[parts[0]] = fingerprint;
        }
        return known;
    }

    private void Save(SortedDictionary<string, string> known)
    {
        string directory = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        PrivateFiles.CreateDirectory(directory);
        PrivateFiles.Replace(Path, $"{Path}.{Environment.ProcessId}.{Guid.NewGuid():N}",
            Encoding.UTF8.GetBytes(string.Concat(known.Select(pair => $"{pair.Key} {pair.Value}\n"))));
    }
}
