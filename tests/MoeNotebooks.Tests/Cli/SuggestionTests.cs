using MoeNotebooks.Errors;

namespace MoeNotebooks.Tests.Cli;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("pints", " (did you mean 'points'?)")]
    [InlineData("POINTS", " (did you mean 'points'?)")]
    [InlineData("pwoer", " (did you mean 'power'?)")]
    [InlineData("zebra", "")]
    [InlineData("", "")]
    public void The_closest_name_is_offered_where_one_is_close(string typed, string offered) =>
        Suggestion.DidYouMean(typed, ["power", "points"]).ShouldBe(offered);
}
