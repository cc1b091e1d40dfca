using CsCheck;
using MoeNotebooks.Files;

namespace MoeNotebooks.Tests.Files;

public sealed class RelativeNameTests
{
    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("sub/folder/a b-c_é🙂.json")]
    [InlineData(".gitattributes")]
    [InlineData("console/com10.txt")]
    public void Plain_names_are_fine(string name) => RelativeName.Problem(name).ShouldBeNull();

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("/a", "must be relative")]
    [InlineData("a\\b", "must be relative")]
    [InlineData("C:a", "must be relative")]
    [InlineData("..", "leads out of its folder")]
    [InlineData("a/../b", "leads out of its folder")]
    [InlineData("a//b", "leads out of its folder")]
    [InlineData("a/", "leads out of its folder")]
    [InlineData("a/./b", "leads out of its folder")]
    [InlineData("a.", "ends with a dot or a space")]
    [InlineData("a /b", "ends with a dot or a space")]
    [InlineData("a/con", "is a device's name on Windows")]
    [InlineData("NUL.tar.gz", "is a device's name on Windows")]
    [InlineData("COM1 .txt", "is a device's name on Windows")]
    [InlineData("a\0b", "holds a control character")]
    public void Others_are_told_what_is_wrong(string name, string problem) =>
        RelativeName.Problem(name).ShouldNotBeNull().ShouldContain(problem);

    [Fact]
    public void Lengths_are_limited_as_file_systems_limit_them()
    {
        RelativeName.Problem(new string('x', 255)).ShouldBeNull();
        RelativeName.Problem(new string('é', 128)).ShouldBe("has a part of 256 bytes; the limit is 255");
        RelativeName
            .Problem(string.Join('/', Enumerable.Repeat("abc", 300)))
            .ShouldBe("has 1199 characters; the limit is 1024");
    }

    [Fact]
    public void Whatever_is_accepted_stays_inside_its_folder() =>
        Gen.OneOf(Gen.String["abC1./\\: \0é"], Gen.String)
            .Sample(
                name =>
                    RelativeName.Problem(name) is not null
                    || Path.GetFullPath(Path.Combine("/folder", name)).StartsWith("/folder/", StringComparison.Ordinal),
                iter: 20_000,
                threads: 1
            );
}
