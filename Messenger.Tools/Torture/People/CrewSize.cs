namespace Messenger.Tools.Torture.People;

/// <summary>How many of each a crew has.</summary>
/// <param name="Senders">Accounts that send as fast as they are answered.</param>
/// <param name="Receivers">Accounts that receive in this process, and are told at once.</param>
/// <param name="Fetchers">Accounts that ask for what waits, and are told of nothing; where there is a door for them.</param>
/// <param name="Processes">Accounts that receive in client processes of their own, by the wire; where that is among the doors.</param>
/// <param name="Away">Accounts that nobody is logged in to before the end.</param>
internal sealed record CrewSize(int Senders, int Receivers = 4, int Fetchers = 0, int Processes = 0, int Away = 0);
