using PuppeteerSharp;

namespace MoeNotebooks.ProcessTests.Pages;

/// <summary>
/// A headless Chromium, where one is: named by <c>MOE_CHROMIUM</c>, or on the path. Pages are shown in the font that
/// the kit's static pictures use, so that lines break at the same words on every machine.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names =
    [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome.exe",
    ];

    // csharpier-ignore - a text, which reads as it is written
    private static readonly string InOwnFont = $$"""
        @font-face { font-family: "Kit"; src: url(data:font/ttf;base64,{{Convert.ToBase64String(File.ReadAllBytes(
            Path.Combine(Shared.Repository, "src", "MoeNotebooks", "Charts", "Fonts", "DejaVuSans-subset.ttf")))}}); }
        * { font-family: "Kit" !important; }

        """;

    private readonly TemporaryFolder _folder = new();
    private IBrowser? _browser;

    /// <summary>The program; <see langword="null"/> where there is none.</summary>
    private static string? Program { get; } =
        Environment.GetEnvironmentVariable("MOE_CHROMIUM") is { Length: > 0 } named
            ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
                .Split(Path.PathSeparator)
                .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Program is null)
        {
            return;
        }

        string[] options =
        [
            "--host-resolver-rules=\"MAP * ~NOTFOUND\"",
            "--disable-gpu",
            "--hide-scrollbars",
            "--font-render-hinting=none",
            "--force-color-profile=srgb",
            "--disable-lcd-text",
        ];
        _browser = await Puppeteer.LaunchAsync(
            new LaunchOptions
            {
                ExecutablePath = Program,
                Args = Environment.UserName == "root" ? [.. options, "--no-sandbox"] : options, // Chromium's sandbox refuses root; the pages are our own
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Opens a page and waits for its charts; skips the running test where there is no Chromium.</summary>
    /// <param name="html">The page.</param>
    /// <param name="width">Width of the window in pixels.</param>
    /// <param name="ownFont">Whether it is shown in the kit's font; its policy is set aside for that.</param>
    /// <param name="rule">A rule added to the style sheet.</param>
    public async Task<IPage> OpenAsync(string html, int width, bool ownFont = true, string rule = "")
    {
        Assert.SkipWhen(_browser is null, "needs Chromium: install it, or name it by MOE_CHROMIUM");
        var page = await _browser!.NewPageAsync();
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900 });
        await page.SetBypassCSPAsync(ownFont);
        await ShowAsync(page, "light");
        await page.GoToAsync(
            new Uri(_folder.Write("page.html", WithRules(html, ownFont ? InOwnFont + rule : rule))).AbsoluteUri
        );
        await page.WaitForExpressionAsync(
            "document.fonts.status === 'loaded' && [...document.querySelectorAll('.chart')].every(c => c.querySelector('img.moe-static') ? c.clientWidth < 600 : c.querySelector('svg'))",
            new WaitForFunctionOptions { Timeout = 10_000 }
        );
        return page;
    }

    /// <summary>Lets the reader's system be light or dark, and waits until the page has been drawn so.</summary>
    public static async Task ShowAsync(IPage page, string scheme)
    {
        await page.EmulateMediaFeaturesAsync([
            new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme },
        ]);
        await page.EvaluateFunctionAsync(
            "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(done), 200)))"
        );
    }

    private static string WithRules(string html, string rules) =>
        html.Insert(html.IndexOf("</style>", StringComparison.Ordinal), rules);
}
