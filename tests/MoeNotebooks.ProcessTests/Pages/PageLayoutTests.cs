namespace MoeNotebooks.ProcessTests.Pages;

/// <summary>
/// What a reader trips over, asked of the browser's own boxes: a page wider than its window, texts of a chart that lie
/// over each other or are cut off, text too pale to read. Pages: one of everything, and the one that <c>MOE_PAGE</c>
/// names.
/// </summary>
public sealed class PageLayoutTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string Questions = File.ReadAllText(
        Path.Combine(Shared.Repository, "tests", "MoeNotebooks.ProcessTests", "Pages", "questions.js")
    );

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Nothing_is_cut_off_lies_over_another_or_is_too_pale(int width)
    {
        foreach (
            var html in new[]
            {
                SamplePages.OfReproduction(),
                Environment.GetEnvironmentVariable("MOE_PAGE") is { Length: > 0 } named
                    ? File.ReadAllText(named)
                    : null,
            }.OfType<string>()
        )
        {
            await using var page = await chromium.OpenAsync(html, width);
            foreach (var scheme in new[] { "light", "dark" })
            {
                await Chromium.ShowAsync(page, scheme);
                (await page.EvaluateFunctionAsync<string[]>(Questions)).ShouldBeEmpty();
            }
        }
    }

    [Theory]
    [InlineData(".notebook > section { min-width: 1300px; }", "wider than its window")]
    [InlineData(":root { --ink: #bbbbbb; }", "too pale")]
    public async Task What_is_wrong_is_found(string rule, string finding)
    {
        await using var page = await chromium.OpenAsync(SamplePages.OfReproduction(), 1280, rule: rule);
        (await page.EvaluateFunctionAsync<string[]>(Questions)).ShouldContain(found => found.Contains(finding));
    }

    [Fact]
    public async Task Under_its_own_policy_a_page_draws_its_charts_and_asks_the_network_for_nothing()
    {
        await using var page = await chromium.OpenAsync(SamplePages.OfNotebook(), 1280, ownFont: false);
        (
            await page.EvaluateExpressionAsync<int>("document.querySelectorAll('.chart svg.main-svg').length")
        ).ShouldBeGreaterThanOrEqualTo(4);
        (
            await page.EvaluateExpressionAsync<string[]>(
                "performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.startsWith('data:') && !name.startsWith('blob:'))"
            )
        ).ShouldBeEmpty();
    }
}
