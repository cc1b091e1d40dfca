namespace MoeNotebooks.Tests.Structure;

/// <summary>
/// Holds the library to the map in src/README.md: its folders, their order, and that nothing calls up.
/// </summary>
public sealed class FolderOrderTests
{
    [Fact]
    public void The_map_lists_every_folder_once() =>
        SourceFolders.Listed().Order().ShouldBe(SourceFolders.Present().Order());

    [Fact]
    public void A_namespace_is_its_folder()
    {
        foreach (var (name, _, text) in SourceFolders.Files())
        {
            var expected = "MoeNotebooks." + Path.GetDirectoryName(name)!.Replace('/', '.').Replace('\\', '.');
            text.ShouldContain($"namespace {expected};\n", Case.Sensitive, name);
        }
    }

    [Fact]
    public void Nothing_calls_up()
    {
        var order = SourceFolders.Listed().Index().ToDictionary(folder => folder.Item, folder => folder.Index);
        var types = SourceFolders.Types();
        var up =
            from file in SourceFolders.Files()
            from used in SourceFolders.Uses(file.Text, types)
            where order[used] > order[file.Folder]
            select $"{file.Name} uses {used}";
        up.ShouldBeEmpty();
    }

    [Fact]
    public void No_using_is_hidden_in_the_project_file() =>
        File.ReadAllText(Path.Combine(Shared.Repository, "src", "MoeNotebooks", "MoeNotebooks.csproj"))
            .ShouldNotContain("<Using ");

    [Theory]
    [InlineData("using MoeNotebooks.Routing;")]
    [InlineData("using static MoeNotebooks.Routing.TopK;")]
    [InlineData("global using MoeNotebooks.Routing;")]
    [InlineData("using Policy = MoeNotebooks.Routing.TopK;")]
    [InlineData("var policy = new MoeNotebooks.Routing.TopK(4);")]
    [InlineData("var policy = new Routing.TopK(4);")]
    public void Every_way_to_name_a_folder_is_seen(string code) =>
        SourceFolders.Uses(code, SourceFolders.Types()).ShouldBe(["Routing"]);

    [Theory]
    [InlineData("// as in Routing.TopK")]
    [InlineData("var k = this.Routing.TopK;")]
    [InlineData("var mean = Routing.Average();")]
    [InlineData("namespace MoeNotebooks.Routing;")]
    public void What_only_looks_like_one_is_not(string code) =>
        SourceFolders.Uses(code, SourceFolders.Types()).ShouldBeEmpty();
}
