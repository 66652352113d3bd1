namespace Messenger.Client.Line;

/// <summary>Names that were seen, those of groups with <c>#</c>, for completion. Any thread may call it.</summary>
internal sealed class NameBook
{
    /// <summary>Completion needs no more, and strangers decide what is in here.</summary>
    private const int MostNames = 1000;

    private readonly Lock _gate = new();
    private readonly SortedSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    public void Add(string name)
    {
        lock (_gate)
        {
            if (_names.Count < MostNames)
                _names.Add(SafeText.Line(name));
        }
    }

    public void Remove(string name)
    {
        lock (_gate)
            _names.Remove(SafeText.Line(name));
    }

    public IReadOnlyList<string> StartingWith(string start)
    {
        lock (_gate)
            return [.. _names.Where(name => name.StartsWith(start, StringComparison.OrdinalIgnoreCase))];
    }
}
