using Messenger.Client.Session;

namespace Messenger.Tools.Torture.People;

/// <summary>Sessions of the client's own library, as scenarios use them.</summary>
internal static class Sessions
{
    public const string Password = "a torture password";

    public static MessengerSession To(int port) => new(new SessionOptions { Host = "127.0.0.1", Port = port, Agent = "torture" });

    /// <summary>Registers an account and stays logged in.</summary>
    public static async Task<MessengerSession> RegisterAsync(int port, string name)
    {
        MessengerSession session = To(port);
        await session.ConnectAsync().Within(Waits.Step, $"{name} to connect");
        await session.RegisterAsync(name, Password).Within(Waits.Step, $"{name} to register");
        return session;
    }

    /// <summary>Makes a group of accounts that are there, owned by one that is not used otherwise.</summary>
    public static async Task MakeGroupAsync(int port, string name, IReadOnlyCollection<string> members)
    {
        await using MessengerSession session = await RegisterAsync(port, "owner");
        await session.Groups.CreateAsync(name, members).Within(Waits.Step, $"{name} to be made");
        await session.LogoutAsync().Within(Waits.Step, "its owner to log out");
    }

    /// <summary>Makes accounts that nobody is logged in to.</summary>
    public static async Task MakeAccountsAsync(int port, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            await using MessengerSession session = await RegisterAsync(port, name);
            await session.LogoutAsync().Within(Waits.Step, $"{name} to log out");
        }
    }
}
