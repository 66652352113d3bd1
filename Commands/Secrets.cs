namespace Messenger.Commands;

/// <summary>Reads a secret: without echo from a terminal, a line otherwise.</summary>
internal static class Secrets
{
    public static string ReadLine()
    {
        if (Console.IsInputRedirected)
            return Console.ReadLine() ?? "";
        System.Text.StringBuilder typed = new();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key is ConsoleKey.Backspace && typed.Length > 0)
                typed.Length--;
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
