using Messenger.Server.Engine;
using Messenger.Server.Search;
using Messenger.Server.Security;

namespace Messenger.Server.Service;

/// <summary>Everything a door can ask for: one set of rules, limits and refusals, whatever language the door speaks.</summary>
internal sealed class Verbs : IDisposable
{
    private readonly ArchiveReads _reads;

    public Verbs(MessengerEngine engine, PasswordHasher hasher, SearchIndex? index, ServiceOptions options, TimeProvider clock, Action<Exception> failed)
    {
        _reads = new ArchiveReads(failed);
        Conversations conversations = new(engine);
        Directory = new DirectoryService(engine);
        Accounts = new AccountService(engine, hasher, new LoginThrottle(clock), options, clock);
        Messages = new MessageService(engine, Directory);
        Groups = new GroupService(engine, Directory);
        History = new HistoryService(engine, conversations, _reads);
        Search = new SearchService(engine, conversations, Directory, _reads, index);
        People = new PeopleService(engine, Directory);
        Ways = new WayService(engine);
    }

    public AccountService Accounts { get; }

    public DirectoryService Directory { get; }

    public MessageService Messages { get; }

    public GroupService Groups { get; }

    public HistoryService History { get; }

    public SearchService Search { get; }

    public PeopleService People { get; }

    public WayService Ways { get; }

    public void Dispose() => _reads.Dispose();
}
