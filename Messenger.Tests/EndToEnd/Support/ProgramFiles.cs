namespace Messenger.Tests.EndToEnd.Support;

/// <summary>The built program, beside the tests and in the same configuration.</summary>
internal static class ProgramFiles
{
    /// <summary>What to start, and what stands before the program's own arguments.</summary>
    public static (string File, string[] Before) Messenger { get; } = Find();

    private static (string File, string[] Before) Find()
    {
        // artifacts/bin/Messenger.Tests/<configuration>/, and the program in artifacts/bin/Messenger/<configuration>/.
        DirectoryInfo here = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string folder = Path.Combine(here.Parent!.Parent!.FullName, "Messenger", here.Name);
        string program = Path.Combine(folder, OperatingSystem.IsWindows() ? "messenger.exe" : "messenger");
        if (File.Exists(program))
            return (program, []);
        string library = Path.Combine(folder, "messenger.dll");
        return File.Exists(library)
            ? ("dotnet", [library])
            : throw new InvalidOperationException($"the program is not built: there is no {program}");
    }
}
