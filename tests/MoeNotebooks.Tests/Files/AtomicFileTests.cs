using MoeNotebooks.Files;

namespace MoeNotebooks.Tests.Files;

public sealed class AtomicFileTests
{
    [Fact]
    public void A_failed_write_leaves_the_old_content_and_no_other_file()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder["a.txt"], "old");

        Should.Throw<IOException>(() => AtomicFile.Write(folder["a.txt"], stream =>
        {
            stream.WriteByte(1);
            throw new IOException("disk full");
        }));

        File.ReadAllText(folder["a.txt"]).ShouldBe("old");
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public void Writes_into_a_folder_that_is_not_there_yet()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder["new/a.txt"], "é");
        File.ReadAllBytes(folder["new/a.txt"]).ShouldBe([0xc3, 0xa9]);
    }

    [Theory]
    [InlineData(null, "new\nmore\n")]
    [InlineData("", "new\nmore\n")]
    [InlineData("old\n", "old\nnew\nmore\n")]
    [InlineData("old", "old\nnew\nmore\n")] // written by hand: what is added begins a line of its own
    public void Lines_are_added_behind_those_there_are(string? before, string after)
    {
        using var folder = new TemporaryFolder();
        if (before is not null)
        {
            File.WriteAllText(folder["a.jsonl"], before);
        }

        AtomicFile.AppendLines(folder["a.jsonl"], "new", "more");
        File.ReadAllText(folder["a.jsonl"]).ShouldBe(after);
    }
}
