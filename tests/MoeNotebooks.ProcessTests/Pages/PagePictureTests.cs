using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace MoeNotebooks.ProcessTests.Pages;

/// <summary>
/// Pages in a browser beside pictures of them that someone has looked at (<c>Pictures</c>). After a change of the look:
/// run these, look at what they write to <c>artifacts/pages</c>, and copy it there.
/// </summary>
public sealed class PagePictureTests(Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>The share of squares that may differ: what other versions of a browser draw otherwise.</summary>
    private const double Allowed = 0.01;

    [Theory]
    [InlineData("reproduction", 1280)]
    [InlineData("reproduction", 390)]
    [InlineData("notebook", 1280)]
    [InlineData("notebook", 390)]
    public async Task A_page_looks_as_it_did_in_light_and_dark(string name, int width)
    {
        await using var page = await chromium.OpenAsync(Html(name), width);
        var problems = new List<string>();
        foreach (var scheme in new[] { "light", "dark" })
        {
            await Chromium.ShowAsync(page, scheme);
            var shot = await ShotAsync(page);
            var file = $"{name}-{width}-{scheme}.png";
            var difference = File.Exists(Kept(file))
                ? Picture.OfShot(shot).DifferenceFrom(Picture.OfKept(Kept(file)))
                : 1;
            if (difference > Allowed)
            {
                var now = Path.Combine(Shared.Repository, "artifacts", "pages", file);
                Directory.CreateDirectory(Path.GetDirectoryName(now)!);
                await File.WriteAllBytesAsync(now, Picture.Halved(shot), TestContext.Current.CancellationToken);
                problems.Add(
                    $"{difference:P1} of the page differs from {Kept(file)}. Look at {now}; where it is right, copy it over"
                );
            }
        }

        problems.ShouldBeEmpty();
    }

    /// <summary>
    /// The comparison must see what a person would: each of these is one wrong rule of the style sheet.
    /// </summary>
    [Theory]
    [InlineData("main { padding: 0; }")]
    [InlineData("blockquote { background: #888888; }")]
    [InlineData(":root { --ink: #ffffff; }")]
    public async Task A_broken_rule_is_seen(string rule)
    {
        await using var page = await chromium.OpenAsync(Html("notebook"), 1280, rule: rule);
        Picture
            .OfShot(await ShotAsync(page))
            .DifferenceFrom(Picture.OfKept(Kept("notebook-1280-light.png")))
            .ShouldBeGreaterThan(Allowed);
    }

    private static string Html(string name) =>
        name == "notebook" ? SamplePages.OfNotebook() : SamplePages.OfReproduction();

    /// <summary>
    /// The page's beginning, since what follows is more of the same, once it no longer changes: a picture makes charts
    /// lay themselves out anew.
    /// </summary>
    private static async Task<byte[]> ShotAsync(IPage page)
    {
        var size = await page.EvaluateExpressionAsync<int[]>(
            "[innerWidth, Math.min(document.documentElement.scrollHeight, 2400)]"
        );
        var options = new ScreenshotOptions
        {
            CaptureBeyondViewport = true,
            Clip = new Clip { Width = size[0], Height = size[1] },
        };
        var before = Array.Empty<byte>();
        for (var tries = 0; tries < 10; tries++)
        {
            var now = await page.ScreenshotDataAsync(options);
            if (now.AsSpan().SequenceEqual(before))
            {
                break;
            }

            before = now;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        return before;
    }

    private static string Kept(string file) =>
        Path.Combine(Shared.Repository, "tests", "MoeNotebooks.ProcessTests", "Pages", "Pictures", file);
}
