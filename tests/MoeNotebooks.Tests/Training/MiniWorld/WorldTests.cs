using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Tests.Training.MiniWorld;

public sealed class WorldTests
{
    private static readonly World Shipped = new();

    [Fact]
    public void The_same_seed_gives_the_same_world_and_another_seed_another()
    {
        new World(7).Entities.Select(Describe).ShouldBe(new World(7).Entities.Select(Describe));
        new World(7).Entities.Select(Describe).ShouldNotBe(new World(8).Entities.Select(Describe));
    }

    [Fact]
    public void Names_are_unique() =>
        Shipped
            .Entities.Select(e => e.Name)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Count()
            .ShouldBe(Shipped.Entities.Count);

    [Fact]
    public void Facts_fall_into_the_splits_whatever_their_frequency()
    {
        (Shipped.Of(FactSplit.Test).Count, Shipped.Of(FactSplit.Dev).Count, Shipped.Of(FactSplit.Asked).Count).ShouldBe(
            (500, 200, 1700)
        );
        Shipped.Facts.Distinct().Count().ShouldBe(2400);
        foreach (var split in Enum.GetValues<FactSplit>())
        {
            var share = (double)Shipped.Facts.Take(1200).Count(f => f.Split == split) / Shipped.Of(split).Count;
            share.ShouldBeInRange(0.4, 0.6, split.ToString());
        }
    }

    [Fact]
    public void The_tests_ask_for_every_value_as_often_so_that_no_answer_can_be_told_by_its_absence_from_training()
    {
        foreach (var property in Shipped.Of(FactSplit.Test).GroupBy(fact => fact.Property))
        {
            var counts = property
                .Key.Values.Select((_, value) => property.Count(fact => fact.Value == value))
                .ToArray();
            (counts.Max() - counts.Min()).ShouldBeLessThanOrEqualTo(1, property.Key.Name);
        }
    }

    [Fact]
    public void Facts_are_told_as_Mandelbrots_law_says()
    {
        var random = new Random(5);
        var places = Shipped.Facts.Index().ToDictionary(f => f.Item, f => f.Index);
        var told = Enumerable.Range(0, 40_000).Select(_ => places[Shipped.Draw(random)]).ToArray();
        var weights = Enumerable.Range(0, 2400).Select(r => Math.Pow(r + 30, -1.4)).ToArray();
        foreach (var (from, to) in new[] { (0, 10), (10, 100), (100, 500), (500, 1500), (1500, 2400) })
        {
            var share = weights[from..to].Sum() / weights.Sum();
            var error = Math.Sqrt(share * (1 - share) / told.Length);
            ((double)told.Count(place => place >= from && place < to) / told.Length).ShouldBe(share, 4 * error);
        }
    }

    [Fact]
    public void Every_value_is_as_frequent_as_any_other()
    {
        foreach (var kind in Enum.GetValues<EntityKind>())
        {
            var entities = Shipped.Entities.Where(e => e.Kind == kind).ToArray();
            for (var p = 0; p < WorldTables.Of(kind).Count; p++)
            {
                var counts = entities.GroupBy(e => e.Values[p]).Select(g => g.Count()).ToArray();
                counts.Length.ShouldBe(WorldTables.Of(kind)[p].Values.Count);
                (counts.Max() - counts.Min()).ShouldBeLessThanOrEqualTo(1);
            }
        }
    }

    [Fact]
    public void Rules_have_one_consequence_for_each_value()
    {
        WorldTables.Rules.Select(rule => rule.Property).ShouldBe(WorldTables.Properties);
        foreach (var rule in WorldTables.Rules)
        {
            rule.Consequences.Count.ShouldBe(rule.Property.Values.Count);
            rule.Consequences.Distinct().Count().ShouldBe(rule.Consequences.Count);
            (rule.Far?.Consequences.Distinct().Count() ?? rule.Consequences.Count).ShouldBe(rule.Consequences.Count);
        }
    }

    private static string Describe(Entity e) => $"{e.Kind} {e.Name} {string.Join(',', e.Values)}";
}
