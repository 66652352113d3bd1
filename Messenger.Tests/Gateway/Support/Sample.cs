using System.Reflection;
using System.Runtime.CompilerServices;

namespace Messenger.Tests.Gateway.Support;

/// <summary>Makes a record of the contract in which every field has a value of its own; without any pattern, only those that must have one.</summary>
/// <param name="pattern">Which of the flags are set: field n is when bit n % 4 is.</param>
internal sealed class Sample(int pattern)
{
    private int _last;

    public object Of(Type type)
    {
        object made = RuntimeHelpers.GetUninitializedObject(type);
        PropertyInfo[] fields = FieldsOf(type);
        for (int i = 0; i < fields.Length; i++)
        {
            if (pattern == 0 && new NullabilityInfoContext().Create(fields[i]).WriteState is NullabilityState.Nullable)
                continue;
            fields[i].SetValue(made, ValueOf(fields[i].Name, Nullable.GetUnderlyingType(fields[i].PropertyType) ?? fields[i].PropertyType, i));
        }
        return made;
    }

    public static PropertyInfo[] FieldsOf(Type type) =>
        [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.CanWrite)];

    private object ValueOf(string name, Type type, int place)
    {
        int next = ++_last;
        if (type == typeof(string))
            return name switch { "State" => "read", "Change" => "renamed", _ => $"text {next}" };
        if (type == typeof(bool))
            return (pattern >> (place % 4) & 1) == 1;
        if (type == typeof(Guid))
            return Guid.Parse($"01890000-0000-7000-8000-{next:x12}");
        if (type == typeof(DateTimeOffset))
            return DateTimeOffset.FromUnixTimeMilliseconds(1_764_000_000_000 + next);
        if (type == typeof(IReadOnlyDictionary<string, uint>))
            return new Dictionary<string, uint> { ["alice"] = (uint)next, ["bob"] = 7 };
        if (type.IsGenericType)
        {
            Type item = type.GetGenericArguments()[0];
            Array list = Array.CreateInstance(item, 2);
            list.SetValue(ValueOf(name, item, 0), 0);
            list.SetValue(ValueOf(name, item, 1), 1);
            return list;
        }
        return type.IsPrimitive ? Convert.ChangeType(next, type, System.Globalization.CultureInfo.InvariantCulture) : Of(type);
    }
}
