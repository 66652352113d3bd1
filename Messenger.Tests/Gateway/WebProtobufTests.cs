using System.Text;
using FluentAssertions;
using Messenger.Gateway.Web;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>What the web page knows of protocol buffers is what messenger.proto says. WebSessionTests has the page speak them.</summary>
internal sealed class WebProtobufTests
{
    /// <summary>With this variable set the table is written, for whoever changed messenger.proto or the operations.</summary>
    private const string Make = "MAKE_PAGE_SCHEMA";

    [Test]
    public async Task The_table_of_the_page_is_the_files()
    {
        string table = PageSchema.Module();
        if (Environment.GetEnvironmentVariable(Make) is { Length: > 0 })
        {
            await File.WriteAllTextAsync(Path.Combine(Repository.Root, "Messenger.Gateway", "Web", "Page", "protobuf", "schema.js"), table);
            Assert.Ignore("the table is written; build, and run this again without the variable");
        }
        Encoding.UTF8.GetString(WebRoom.Files["/protobuf/schema.js"].Content).ReplaceLineEndings("\n").Should()
            .Be(table, "the page goes by it; to make it anew, run this test with {0}=1", Make);
    }
}
