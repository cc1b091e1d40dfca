using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Tests.Files;

public sealed class OutputFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("out.json")]
    [InlineData("new/and/deeper/out.json")]
    public void A_place_that_can_be_written_is_left_as_it_was(string name)
    {
        OutputFile.Check("--out", _folder[name], [], replace: false);
        OutputFile.CheckFolder("--out", _folder[name]);
        Directory.GetFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void A_place_below_a_file_is_refused_with_the_file()
    {
        var file = _folder.Write("mine", "mine");
        foreach (var below in new[] { "out", "deeper/out" })
        {
            Refused(() => OutputFile.Check("--out", Path.Combine(file, below), [], replace: true))
                .ShouldContain($"--out: {file} is a file, not a folder");
            Refused(() => OutputFile.CheckFolder("--out", Path.Combine(file, below)))
                .ShouldContain($"--out: {file} is a file, not a folder");
        }
    }

    [Fact]
    public void A_place_where_the_system_lets_nothing_be_written_is_refused()
    {
        Assert.SkipUnless(Directory.Exists("/proc"), "needs a folder that even root cannot write in");
        Refused(() => OutputFile.Check("--append", "/proc/rows.jsonl", [], replace: true))
            .ShouldBe("--append: nothing can be written in /proc. Name another place");
        Refused(() => OutputFile.CheckFolder("--out", "/proc/results/today"))
            .ShouldBe("--out: nothing can be written in /proc. Name another place");
    }

    [Fact]
    public void A_name_that_no_file_system_takes_is_refused_with_its_length()
    {
        OutputFile.Check("--out", _folder[new string('a', 235)], [], replace: false);
        Refused(() => OutputFile.Check("--out", _folder[new string('a', 236)], [], replace: false))
            .ShouldEndWith(" is a name of 256 bytes; the limit is 255. Use a shorter one");
        Refused(() => OutputFile.Check("--out", _folder[new string('ü', 130) + "/out"], [], replace: false))
            .ShouldEndWith(" is a name of 260 bytes; the limit is 255. Use a shorter one");
        Refused(() => OutputFile.CheckFolder("--out", _folder[new string('a', 256)]))
            .ShouldContain("is a name of 256 bytes");
    }

    private static string Refused(Action check) => Should.Throw<MoeUsageException>(check).Message;
}
