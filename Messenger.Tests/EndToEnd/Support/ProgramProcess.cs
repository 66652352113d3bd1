using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using Messenger.Tests.Support;

namespace Messenger.Tests.EndToEnd.Support;

/// <summary>
/// A real process with pipes for stdin, stdout and stderr. Every wait has the one limit of <see cref="TimeLimits"/> and says what it
/// waited for and what the process had said by then. Disposing of it kills what still runs, children included.
/// </summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    public const int SigInt = 2;
    public const int SigTerm = 15;

    private readonly Process _process;
    private readonly string _named;
    private readonly MemoryStream _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _errorLines = Channel.CreateUnbounded<string>();
    private readonly Task _readingOutput;
    private readonly Task _readingErrors;

    private ProgramProcess(Process process, string named)
    {
        _process = process;
        _named = named;
        _readingOutput = Task.Run(ReadOutputAsync);
        _readingErrors = Task.Run(ReadErrorsAsync);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Every byte of stdout so far.</summary>
    public byte[] Output
    {
        get
        {
            lock (_output)
                return _output.ToArray();
        }
    }

    /// <summary>All of stderr so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    public static ProgramProcess Start(
        string file, IEnumerable<string> arguments, string directory, IReadOnlyDictionary<string, string?> environment)
    {
        string[] words = [.. arguments];
        ProcessStartInfo start = new(file, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            UseShellExecute = false,
            WorkingDirectory = directory,
        };
        foreach ((string name, string? value) in environment)
            start.Environment[name] = value;
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"cannot start {file}");
        return new ProgramProcess(process, $"{Path.GetFileName(file)} {string.Join(' ', words)}");
    }

    public async Task WriteAsync(byte[] bytes)
    {
        await _process.StandardInput.BaseStream.WriteAsync(bytes).AsTask().Within($"{_named} to read its input");
        await _process.StandardInput.BaseStream.FlushAsync();
    }

    public Task WriteLineAsync(string line) => WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>The end of its input.</summary>
    public void EndInput() => _process.StandardInput.Close();

    /// <summary>The next line of stdout.</summary>
    public Task<string> ReadLineAsync(string what = "a line") => NextAsync(_lines, what);

    /// <summary>The next line of stderr.</summary>
    public Task<string> ReadErrorAsync(string what = "a line on stderr") => NextAsync(_errorLines, what);

    /// <summary>Passes over lines of stderr until one fits.</summary>
    public async Task<string> ReadErrorUntilAsync(string part)
    {
        string line;
        do
            line = await ReadErrorAsync($"\"{part}\" on stderr");
        while (!line.Contains(part, StringComparison.Ordinal));
        return line;
    }

    /// <summary>What stdout still says, up to its end.</summary>
    public async Task<List<string>> ReadRestAsync()
    {
        List<string> rest = [];
        await _readingOutput.Within($"{_named} to end");
        while (_lines.Reader.TryRead(out string? line))
            rest.Add(line);
        return rest;
    }

    /// <summary>Its exit code, once it has ended and all it said has been read.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().Within($"{_named} to end");
        await Task.WhenAll(_readingOutput, _readingErrors).Within($"the end of what {_named} said");
        return _process.ExitCode;
    }

    public void Signal(int signal)
    {
        if (SendSignal(_process.Id, signal) != 0)
            throw new InvalidOperationException($"cannot signal {_named}");
    }

    /// <summary>As kill -9: it is told nothing and says nothing more.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().Within($"{_named} to be dead");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        await Task.WhenAll(_readingOutput, _readingErrors).Within($"the end of what {_named} said");
        _process.Dispose();
    }

    private async Task<string> NextAsync(Channel<string> lines, string what)
    {
        try
        {
            return await lines.Reader.ReadAsync().AsTask().Within(what);
        }
        catch (Exception e) when (e is TimeoutException or ChannelClosedException)
        {
            throw new InvalidOperationException(
                $"{_named}: no {what}; stdout:\n{Encoding.UTF8.GetString(Output)}\nstderr:\n{Errors}", e);
        }
    }

    private async Task ReadOutputAsync()
    {
        Stream stream = _process.StandardOutput.BaseStream;
        byte[] bytes = new byte[16 * 1024];
        List<byte> line = [];
        for (int count; (count = await stream.ReadAsync(bytes)) > 0;)
        {
            lock (_output)
                _output.Write(bytes, 0, count);
            foreach (byte next in bytes.AsSpan(0, count))
            {
                if (next != '\n')
                {
                    line.Add(next);
                    continue;
                }
                _lines.Writer.TryWrite(Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(line)));
                line.Clear();
            }
        }
        if (line.Count > 0)
            _lines.Writer.TryWrite(Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(line)));
        _lines.Writer.Complete();
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errors)
                _errors.Append(line).Append('\n');
            _errorLines.Writer.TryWrite(line);
        }
        _errorLines.Writer.Complete();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
