using Ganss.Xss;

namespace MoeNotebooks.Cli.Reports;

/// <summary>
/// HTML from a notebook's cells without scripts, event handlers, active links, or anything fetched from elsewhere.
/// </summary>
internal static class SafeHtml
{
    private static readonly HtmlSanitizer Sanitizer = Create();

    public static string Of(string html) => Sanitizer.Sanitize(html);

    private static HtmlSanitizer Create()
    {
        var sanitizer = new HtmlSanitizer();
        sanitizer.AllowedAttributes.Add("class");
        foreach (
            var tag in new[]
            {
                "form",
                "input",
                "button",
                "select",
                "textarea",
                "style",
                "link",
                "base",
                "meta",
                "iframe",
            }
        )
        {
            sanitizer.AllowedTags.Remove(tag);
        }

        // No picture from elsewhere: the page must open offline and tell no one that it was opened.
        sanitizer.AllowedCssProperties.Remove("background-image");
        sanitizer.AllowedCssProperties.Remove("background");
        sanitizer.AllowedCssProperties.Remove("position");
        sanitizer.AllowedCssProperties.Remove("z-index");
        sanitizer.AllowedSchemes.Add("mailto");
        sanitizer.FilterUrl += (_, e) =>
        {
            if (e.Tag.LocalName == "img")
            {
                e.SanitizedUrl = IsPicture(e.OriginalUrl) ? e.OriginalUrl : null;
            }
        };
        return sanitizer;
    }

    private static bool IsPicture(string url) =>
        new[] { "png", "jpeg", "gif", "webp", "svg+xml" }.Any(type =>
            url.StartsWith($"data:image/{type};base64,", StringComparison.Ordinal)
        );
}
