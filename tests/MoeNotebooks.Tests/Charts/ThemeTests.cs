using MoeNotebooks.Charts;

namespace MoeNotebooks.Tests.Charts;

public sealed class ThemeTests
{
    [Fact]
    public void Series_differ_by_colour_or_form_also_where_the_colours_come_round_again() =>
        Enumerable.Range(0, 21).Select(place => (Theme.Colour(place), Theme.Form(place))).ShouldBeUnique();
}
