namespace Messenger.Server;

/// <summary>
/// Another way in to a running server, beside the wire: it calls the same verbs, counts its connections with the wire's, and stops with the
/// server. A boundary: the doors live in projects of their own.
/// </summary>
internal interface IDoor
{
    /// <summary>Where it can be reached: one or two lines behind the server's first.</summary>
    string Greeting { get; }

    /// <summary>Takes nothing new, answers what was taken up, tells clients, and ends. Never throws.</summary>
    /// <param name="cutOff">Cancelled when whoever is left has had his time.</param>
    Task StopAsync(CancellationToken cutOff);
}
