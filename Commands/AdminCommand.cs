using System.CommandLine;
using Messenger.Server.Admin;

namespace Messenger.Commands;

/// <summary>The options of <c>messenger admin</c>.</summary>
internal static class AdminCommand
{
    public static Command Create()
    {
        Option<string?> data = Paths.Option("--data", "The server's data directory (default: the user's)");
        data.Recursive = true;
        Command admin = new("admin", Help.Text(
            "Look after a server's data directory.",
            "messenger admin verify",
            "messenger admin backup /backups/messenger-friday.db",
            "messenger admin passwd alice")) { data };

        Command verify = new("verify", "Check the store and count what is in it; also while the server runs");
        verify.SetAction(parsed => AdminProgram.Verify(parsed.GetValue(data), Console.Out, Console.Error));
        admin.Add(verify);

        Argument<string> target = Paths.Argument("FILE", "A new file");
        Command backup = new("backup", "Copy the store as it is now to a new file; also while the server runs") { target };
        backup.SetAction(parsed => AdminProgram.Backup(parsed.GetValue(data), parsed.GetValue(target)!, Console.Out, Console.Error));
        admin.Add(backup);

        Argument<string> source = Paths.Argument("FILE", "A backup");
        Command restore = new("restore", "Put a backup in the place of the store; the server must be stopped") { source };
        restore.SetAction(parsed => AdminProgram.Restore(parsed.GetValue(data), parsed.GetValue(source)!, Console.Out, Console.Error));
        admin.Add(restore);

        Argument<string> name = new("NAME") { Description = "The account" };
        Command passwd = new("passwd", "Give an account a new password, read from stdin; the server must be stopped") { name };
        passwd.SetAction(parsed =>
        {
            if (!Console.IsInputRedirected)
                Console.Error.Write($"new password for {parsed.GetValue(name)}: ");
            return AdminProgram.SetPassword(parsed.GetValue(data), parsed.GetValue(name)!, Secrets.ReadLine(), Console.Out, Console.Error);
        });
        admin.Add(passwd);
        return admin;
    }
}
