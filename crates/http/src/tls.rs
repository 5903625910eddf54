//! TLS with ring, and with the roots that the system trusts, read at the first handshake.
//!
//! Reading them when the client is made would cost every bot a few milliseconds and 150 certificates, and would stop
//! one that speaks plain HTTP to its own API server in a container without any.

use std::sync::{Arc, OnceLock};

use pollhook_core::HttpError;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, OtherError, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::request::invalid;

/// How the client speaks TLS.
pub(crate) fn config() -> Result<ClientConfig, HttpError> {
    let provider = Arc::new(ring::default_provider());
    let roots = SystemRoots { provider: Arc::clone(&provider), verifier: OnceLock::new() };
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let versions = versions.map_err(|why| invalid(format!("TLS cannot be set up: {why}")))?;
    // "Dangerous" is a verifier of one's own; this one only waits before it asks the system's.
    Ok(versions.dangerous().with_custom_certificate_verifier(Arc::new(roots)).with_no_client_auth())
}

/// Trusts what the system trusts; asks it what that is when it must know.
#[derive(Debug)]
struct SystemRoots {
    provider: Arc<CryptoProvider>,
    verifier: OnceLock<Verifier>,
}

impl SystemRoots {
    /// A failure is not kept: whoever installs the roots need not restart the bot.
    fn verifier(&self) -> Result<&Verifier, Error> {
        if let Some(verifier) = self.verifier.get() {
            return Ok(verifier);
        }
        let fresh = Verifier::new(Arc::clone(&self.provider)).map_err(|_| OtherError(Arc::new(NoRoots)))?;
        Ok(self.verifier.get_or_init(|| fresh))
    }
}

impl ServerCertVerifier for SystemRoots {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.verifier()?.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// The system trusts nobody, which means that nobody told it whom to trust.
#[derive(Debug)]
pub(crate) struct NoRoots;

impl std::fmt::Display for NoRoots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(
            "no root certificates were found, so no server can be trusted: install the package ca-certificates (in a \
             container image, too), or name a file of certificates in SSL_CERT_FILE",
        )
    }
}

impl std::error::Error for NoRoots {}
