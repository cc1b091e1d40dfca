using MoeNotebooks.Cli.Commands;

namespace MoeNotebooks.Tests.Cli;

[Collection("console")]
public sealed class MergeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stores_that_cannot_be_read_leave_no_new_store_behind()
    {
        (await CommandRun.RunAsync(MergeCommand.Create(), _folder["out.db"], _folder["none.db"])).Exit.ShouldBe(4);
        (
            await CommandRun.RunAsync(MergeCommand.Create(), _folder["out.db"], _folder.Write("text.db", "hello"))
        ).Exit.ShouldBe(3);
        File.Exists(_folder["out.db"]).ShouldBeFalse();
    }
}
