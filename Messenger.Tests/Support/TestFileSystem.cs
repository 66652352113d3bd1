using System.Diagnostics;
using NUnit.Framework;

namespace Messenger.Tests.Support;

/// <summary>A small file system of its own, which a test fills and breaks. Takes the right to mount one; without it the test is skipped.</summary>
internal sealed class TestFileSystem : IAsyncDisposable
{
    private readonly string? _image;
    private bool _isMounted;

    private TestFileSystem(string path, string? image)
    {
        Path = path;
        _image = image;
    }

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>In memory (tmpfs).</summary>
    /// <param name="directory">An empty directory, or none yet.</param>
    /// <param name="bytes">How much it holds.</param>
    public static TestFileSystem InMemory(string directory, int bytes)
    {
        Directory.CreateDirectory(directory);
        TestFileSystem made = new(directory, image: null);
        if (!Environment.IsPrivilegedProcess || Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", directory) != 0)
            Skip();
        made._isMounted = true;
        return made;
    }

    /// <summary>In a file (ext4), which can break as a disk does.</summary>
    public static TestFileSystem OnDisk(string directory, string image, int bytes)
    {
        Directory.CreateDirectory(directory);
        using (FileStream file = File.Create(image))
            file.SetLength(bytes);
        TestFileSystem made = new(directory, image);
        if (!Environment.IsPrivilegedProcess || Run("mkfs.ext4", "-q", image) != 0 || !made.TryMount())
            Skip();
        return made;
    }

    /// <summary>Takes all the room there is, but for so many bytes.</summary>
    public void Fill(int leave = 0)
    {
        using FileStream filler = new(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[4096];
        try
        {
            while (true)
                filler.Write(block);
        }
        catch (IOException)
        {
            filler.SetLength(Math.Max(0, filler.Length - leave));
        }
    }

    /// <summary>Gives back what <see cref="Fill"/> took.</summary>
    public void MakeRoom() => File.Delete(Filler);

    /// <summary>Lets nobody write any more. Nobody may have a file open for writing.</summary>
    public void MakeReadOnly() => Must(Run("mount", "-o", "remount,ro", Path));

    /// <summary>As when a disk fails under ext4: what is open for writing cannot be written to either.</summary>
    public void Break() => Must(Run("mount", "-o", "remount,abort", Path));

    /// <summary>Mounts it anew, as after a repair.</summary>
    public void MountAgain()
    {
        Unmount();
        Must(TryMount() ? 0 : 1);
    }

    public ValueTask DisposeAsync()
    {
        // After a test that failed something may still have it open; it must go all the same.
        if (_isMounted && Run("umount", Path) != 0)
            Must(Run("umount", "-l", Path));
        _isMounted = false;
        return ValueTask.CompletedTask;
    }

    private bool TryMount() => _isMounted = Run("mount", "-o", "loop", _image!, Path) == 0;

    private void Unmount()
    {
        Must(Run("umount", Path));
        _isMounted = false;
    }

    private static void Skip() => Assert.Ignore("a file system cannot be mounted here: that takes root, and a container may not even then");

    private static void Must(int exitCode)
    {
        if (exitCode != 0)
            throw new InvalidOperationException("mounting or unmounting failed; see the output of this test");
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                TestContext.Out.WriteLine(errors);
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            TestContext.Out.WriteLine(missing.Message);
            return 127;
        }
    }
}
