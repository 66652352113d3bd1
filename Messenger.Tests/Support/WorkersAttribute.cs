using Messenger.Tests.Support;
using NUnit.Framework;
using NUnit.Framework.Internal;

[assembly: Workers]

namespace Messenger.Tests.Support;

/// <summary>
/// Half as many tests at once again as there are processors: many of them wait for processes and for time that passes, and leave one idle.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class WorkersAttribute() : PropertyAttribute(PropertyNames.LevelOfParallelism, Math.Max(2, Environment.ProcessorCount * 3 / 2));
