using MoeNotebooks.Errors;
using MoeNotebooks.Hub;

namespace MoeNotebooks.Tests.Hub;

public sealed class ModelLocatorTests
{
    [Fact]
    public void A_folder_is_itself()
    {
        using var folder = new TemporaryFolder();
        ModelLocator.Resolve(folder.Path).ShouldBe(folder.Path);
    }

    [Fact]
    public void A_bundled_model_is_found_from_anywhere_by_its_name()
    {
        Directory.CreateDirectory(Path.Combine(Shared.Repository, "data", "models"));
        var model = Directory.CreateDirectory(
            Path.Combine(Shared.Repository, "data", "models", "test-" + Guid.NewGuid().ToString("N"))
        );
        try
        {
            ModelLocator.Resolve(model.Name).ShouldBe(model.FullName);
        }
        finally
        {
            model.Delete();
        }
    }

    [Fact]
    public void What_is_nowhere_says_where_it_was_looked_for()
    {
        Should
            .Throw<MoeMissingException>(() => ModelLocator.Resolve("no-such-model"))
            .Message.ShouldBe(
                "no-such-model: is neither a folder nor a model under data/models. Give a folder, mini-softmax, mini-sigmoid, mini-coarse, or ORG/NAME after 'moe download ORG/NAME'"
            );
        var message = Should
            .Throw<MoeMissingException>(() => ModelLocator.Resolve("no-such-org/no-such-name@v1"))
            .Message;
        message.ShouldStartWith(
            "no-such-org/no-such-name@v1: there is no such folder; as a repository of the hub, no-such-org/no-such-name (v1): is not in the cache "
        );
        message.ShouldEndWith("Get it with 'moe download no-such-org/no-such-name --revision v1'");
    }

    [Fact]
    public void A_file_is_no_model()
    {
        using var folder = new TemporaryFolder();
        Should
            .Throw<MoeUsageException>(() => ModelLocator.Resolve(folder.Write("a.safetensors", "x")))
            .Message.ShouldBe($"{folder["a.safetensors"]}: is a file; a model is a folder");
    }
}
