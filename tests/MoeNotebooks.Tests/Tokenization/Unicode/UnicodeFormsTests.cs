using System.Text;
using MoeNotebooks.Tokenization.Unicode;

namespace MoeNotebooks.Tests.Tokenization.Unicode;

/// <summary>
/// Examples of the standard; random text is compared with Hugging Face's library in <see cref="ComponentPeerTests"/>.
/// </summary>
public sealed class UnicodeFormsTests
{
    [Theory]
    [InlineData("e\u0301", "\u00e9", "e\u0301", "\u00e9", "e\u0301")]
    [InlineData("\u1e9b\u0323", "\u1e9b\u0323", "\u017f\u0323\u0307", "\u1e69", "s\u0323\u0307")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307", "q\u0323\u0307", "q\u0323\u0307", "q\u0323\u0307")]
    [InlineData("\u1100\u1161\u11a8", "\uac01", "\u1100\u1161\u11a8", "\uac01", "\u1100\u1161\u11a8")]
    [InlineData("\u2126", "\u03a9", "\u03a9", "\u03a9", "\u03a9")]
    [InlineData("\ufb01", "\ufb01", "\ufb01", "fi", "fi")]
    [InlineData("\u0958", "\u0915\u093c", "\u0915\u093c", "\u0915\u093c", "\u0915\u093c")]
    [InlineData("\U0001D400", "\U0001D400", "\U0001D400", "A", "A")]
    [InlineData("plain", "plain", "plain", "plain", "plain")]
    [InlineData("", "", "", "", "")]
    public void Forms_are_those_of_the_standard(string text, string c, string d, string kc, string kd)
    {
        UnicodeForms.Normalize(text, NormalizationForm.FormC).ShouldBe(c);
        UnicodeForms.Normalize(text, NormalizationForm.FormD).ShouldBe(d);
        UnicodeForms.Normalize(text, NormalizationForm.FormKC).ShouldBe(kc);
        UnicodeForms.Normalize(text, NormalizationForm.FormKD).ShouldBe(kd);
    }
}
