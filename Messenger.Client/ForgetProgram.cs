using Messenger.Client.Session;

namespace Messenger.Client;

/// <summary><c>messenger forget HOST:PORT</c>: drops a pinned key, so that the next connection asks again.</summary>
public static class ForgetProgram
{
    /// <param name="hostAndPort">As <c>chat.example:5050</c> or <c>[::1]:5050</c>.</param>
    /// <param name="known">Where keys are kept; the user's file when null.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string hostAndPort, KnownServers? known = null)
    {
        if (!HostPort.TryParse(hostAndPort, out string host, out int port))
        {
            Console.Error.WriteLine($"{SafeText.Line(hostAndPort)} is not HOST:PORT; as in: messenger forget chat.example:5050");
            return ExitCodes.WrongUsage;
        }
        known ??= KnownServers.OfUser();
        try
        {
            if (known.Forget(host, port))
                Console.WriteLine($"forgot the key of {HostPort.Format(host, port)}; the next connection asks about its key again");
            else
                Console.WriteLine($"no key of {HostPort.Format(host, port)} was known; nothing to forget");
            return ExitCodes.Well;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"cannot write {known.Path}: {e.Message}");
            return ExitCodes.Failed;
        }
    }
}
