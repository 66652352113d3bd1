using Messenger.Client.Session;

namespace Messenger.Client.Chat.Keeping;

/// <summary>
/// The settings of a person, in a file that people write too (docs/client-settings.md). Of two clients that change settings at once each keeps what
/// the other has written in other lines. Any thread may call it; every call reads the file anew, and none throws.
/// </summary>
/// <param name="path">The file; made, with its directory, by the first <see cref="Save"/>.</param>
/// <param name="open">How a file is opened for writing, and made when it is not there; privately by default.</param>
internal sealed class SettingsFile(string path, Func<string, FileStream>? open = null)
{
    /// <summary>Bytes. A longer file is not one of settings.</summary>
    public const int LongestFile = 64 * 1024;

    private readonly SharedFile _file = new(path, LongestFile, open);
    private readonly Lock _gate = new();
    private Task<string?> _saving = Task.FromResult<string?>(null);

    /// <summary><c>client.conf</c> in $XDG_CONFIG_HOME/messenger, by default ~/.config/messenger.</summary>
    public static string UserPath => System.IO.Path.Combine(PrivateFiles.ConfigurationDirectory, "client.conf");

    public string Path => _file.Path;

    /// <summary>Reads it. Where there is none, or none that can be read, the defaults hold.</summary>
    public LoadedSettings Load()
    {
        try
        {
            return new SettingsText(_file.Read()).Read(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new LoadedSettings(ClientSettings.Default, [$"the settings in {Path} cannot be read ({error.Message}); the defaults hold"]);
        }
    }

    /// <summary>Writes one setting off the caller's thread, behind those that are being written.</summary>
    /// <returns>When that is done: null, or why it is not kept, in one sentence.</returns>
    public Task<string?> SaveAsync(string name, string value)
    {
        lock (_gate)
            return _saving = SaveBehindAsync(_saving, name, value);
    }

    /// <summary>Waits at the end of the program for what is being written.</summary>
    /// <param name="limit">A disk may hang.</param>
    public void Flush(TimeSpan limit)
    {
        Task<string?> saving;
        lock (_gate)
            saving = _saving;
        saving.Wait(limit);
    }

    /// <summary>Writes one setting. Waits for the disk, and for other clients that write, 2 s at most.</summary>
    /// <returns>Null, or why it is not kept, in one sentence.</returns>
    public string? Save(string name, string value)
    {
        if (!ClientSettings.Default.TryWith(name, value, out ClientSettings changed, out string? problem))
            return problem;
        Setting setting = SettingTable.Find(name)!;
        try
        {
            _file.Update(bytes =>
            {
                SettingsText text = new(bytes);
                text.Put(setting.Name, setting.WordOf(changed));
                return text.ToBytes();
            });
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{setting.Name} cannot be kept in {Path} ({error.Message}); it holds until this client ends";
        }
    }

    private async Task<string?> SaveBehindAsync(Task before, string name, string value)
    {
        await before.ConfigureAwait(false);
        return await Task.Run(() => Save(name, value)).ConfigureAwait(false);
    }
}
