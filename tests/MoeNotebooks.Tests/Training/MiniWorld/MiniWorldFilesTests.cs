using System.Text.Json;
using MoeNotebooks.Training;
using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Tests.Training.MiniWorld;

public sealed class MiniWorldFilesTests
{
    [Theory]
    [InlineData("arc_easy", "id,question,choices,answerKey,about")]
    [InlineData("arc_challenge", "id,question,choices,answerKey,about")]
    [InlineData("boolq", "question,passage,idx,label,about")]
    [InlineData("openbookqa", "id,question_stem,choices,answerKey,about")]
    [InlineData("rte", "sentence1,sentence2,label,idx,about")]
    [InlineData("winogrande", "sentence,option1,option2,answer,about")]
    public void Lines_have_the_fields_of_the_real_data_set_and_the_entity_asked_about(string task, string fields)
    {
        var lines = MiniWorldFiles
            .Texts(new World())
            .Single(f => f.Name == task + ".jsonl")
            .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(World.TestFacts);
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            string.Join(',', json.RootElement.EnumerateObject().Select(p => p.Name)).ShouldBe(fields);
        }
    }

    [Fact]
    public void Questions_share_entities_so_they_are_fewer_draws_than_lines()
    {
        var world = new World();
        var items = Enum.GetValues<MiniTask>()
            .SelectMany(task => MiniDataSet.Make(world, task, FactSplit.Test))
            .ToArray();
        items.ShouldAllBe(item =>
            (item.First + " " + item.Second + " " + string.Join(' ', item.Choices)).Contains(
                item.About,
                StringComparison.Ordinal
            )
        );
        var known = items.Where(item => item.Task is not (MiniTask.BoolQ or MiniTask.Rte)).ToArray();
        var entities = world.Of(FactSplit.Test).Select(fact => fact.Entity.Name).Distinct().ToArray();
        known.Select(item => item.About).Distinct().Order().ShouldBe(entities.Order());
        (known.Length, entities.Length).ShouldBe((2000, 354));
    }

    [Fact]
    public void The_shipped_sets_are_what_the_world_writes()
    {
        var folder = Path.Combine(Shared.Repository, "data", "mini");
        var written = MiniWorldFiles.Texts(MiniRecipe.World()).ToArray();
        written.ShouldAllBe(file => File.ReadAllText(Path.Combine(folder, file.Name)) == file.Text);
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path))
            .Order(StringComparer.Ordinal)
            .ShouldBe(written.Select(file => file.Name).Append("README.md").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_seed_writes_the_same_bytes()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        MiniWorldFiles.Write(new World(5), first.Path).Count.ShouldBe(13);
        MiniWorldFiles.Write(new World(5), second.Path);
        foreach (var file in Directory.GetFiles(first.Path, "*", SearchOption.AllDirectories))
        {
            File.ReadAllBytes(second[Path.GetRelativePath(first.Path, file)]).ShouldBe(File.ReadAllBytes(file));
        }
    }
}
