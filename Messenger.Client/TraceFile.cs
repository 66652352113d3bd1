namespace Messenger.Client;

/// <summary>
/// A file that the trace goes to. When its disk is full the trace ends with one sentence, and the client goes on. Any thread may write, one at a time.
/// </summary>
internal sealed class TraceFile : IDisposable
{
    private readonly string _path;
    private readonly Action<string> _ended;
    private FileStream? _file;

    /// <param name="path">Lines are added at its end.</param>
    /// <param name="ended">Told, in one sentence, when it cannot be written any more.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public TraceFile(string path, Action<string> ended)
    {
        _path = path;
        _ended = ended;
        // Without a buffer nothing is left over that could fail at the end.
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }

    public void WriteLine(string line)
    {
        if (_file is not { } file)
            return;
        try
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (IOException e)
        {
            Dispose();
            _ended($"the trace in {_path} ends here: {e.Message}");
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }
}
