using Messenger.Gateway.Operations;

namespace Messenger.Gateway.Rest;

/// <summary>Which operation an address means.</summary>
internal static class Router
{
    /// <summary>Finds it.</summary>
    /// <param name="method">HTTP's.</param>
    /// <param name="path">Behind the root of the API, decoded.</param>
    /// <param name="values">Gets the fields that stand in the path.</param>
    /// <param name="allowed">The methods that the address takes; none when there is no such address.</param>
    public static Operation? Find(string method, string path, IDictionary<string, string> values, out IReadOnlyList<string> allowed)
    {
        string[] segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Operation[] here = [.. OperationTable.All.Where(operation => Fits(operation, segments))];
        allowed = [.. here.Select(operation => operation.Method)];
        if (Array.Find(here, operation => operation.Method == method) is not { } found)
            return null;
        for (int i = 0; i < segments.Length; i++)
        {
            if (Operation.IsField(found.Segments[i]))
                values[found.Segments[i][1..^1]] = segments[i];
        }
        return found;
    }

    private static bool Fits(Operation operation, string[] segments) =>
        operation.Segments.Count == segments.Length
        && operation.Segments.Zip(segments).All(pair => Operation.IsField(pair.First) || pair.First == pair.Second);
}
