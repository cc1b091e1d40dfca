using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Tests.Hub;

public sealed class HubCertificateTests
{
    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_an_error_and_never_passed_over()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener);
        using var world = new HubWorld();
        world.Options = world.Options with
        {
            Endpoint = new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"),
            Token = "hf_marker_91aa",
        };

        var message = (await Should.ThrowAsync<MoeDataException>(() => world.DownloadAsync())).Message;

        message.ShouldContain("the server's certificate is not trusted: ");
        message.ShouldEndWith("Behind a company proxy, add its root certificate to the system's store (SSL_CERT_FILE)");
        message.ShouldNotContain("hf_marker_91aa");
        (await serving).ShouldBeFalse(); // no request was read
    }

    /// <summary>True where the client went on to send something after it saw the certificate.</summary>
    private static async Task<bool> ServeAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest(
            "CN=127.0.0.1",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        using var secure = new SslStream(client.GetStream());
        try
        {
            await secure.AuthenticateAsServerAsync(certificate);
            return await secure.ReadAsync(new byte[1]) > 0;
        }
        catch (Exception error) when (error is IOException or System.Security.Authentication.AuthenticationException)
        {
            return false;
        }
    }
}
