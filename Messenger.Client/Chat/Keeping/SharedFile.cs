using System.Diagnostics;
using Messenger.Client.Session;

namespace Messenger.Client.Chat.Keeping;

/// <summary>
/// A small file that several programs of a person change: read as a whole, changed and replaced as a whole, by one at a time. A lock file
/// beside it keeps the others waiting; it is never deleted, because somebody may have just opened it. Any thread may call it.
/// </summary>
/// <param name="path">The file; its directory is made when it is first written. Where it is a link, what it leads to is replaced.</param>
/// <param name="longest">Bytes beyond which it is not read.</param>
/// <param name="open">How a file is opened for writing, and made when it is not there; privately by default.</param>
internal sealed class SharedFile(string path, int longest, Func<string, FileStream>? open = null)
{
    /// <summary>The lock is held while a few kilobytes are synced.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(5);

    public string Path { get; } = path;

    /// <returns>What is in it; null when it is not there.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    public byte[]? Read()
    {
        try
        {
            using FileStream file = new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > longest)
                throw new IOException($"it is longer than {longest} bytes");
            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Changes it while no other program does.</summary>
    /// <param name="change">Is given what is in it, null when it is not there, and gives what shall be; null leaves it as it is.</param>
    /// <exception cref="IOException">It cannot be read or written, and is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read or written, and is as it was.</exception>
    public void Update(Func<byte[]?, byte[]?> change)
    {
        FileInfo named = new(Path);
        string target = named.LinkTarget is null ? named.FullName : named.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        PrivateFiles.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        using FileStream taken = Take(target + ".lock");
        if (change(Read()) is { } contents)
            PrivateFiles.Replace(target, target + ".new", contents, open);
    }

    private static FileStream Take(string path)
    {
        long since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, PrivateFiles.Options(FileMode.OpenOrCreate, FileShare.None));
            }
            catch (IOException error) when (PrivateFiles.IsTaken(error) && Stopwatch.GetElapsedTime(since) < LongestWait)
            {
                Thread.Sleep(BetweenTries);
            }
        }
    }
}
