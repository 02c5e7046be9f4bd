//! Names to addresses, without those of the own network.

use std::{
    io,
    net::SocketAddr,
    task::{Context, Poll},
    vec,
};

use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use tower_service::Service;

use super::{fetch_rules::is_public_address, transport::BoxFuture};

/// The system's resolver. With `public_only` it forgets addresses of the own network, so a stranger's host name that points
/// there leads nowhere; and as the connection goes to the address that was judged, a second answer cannot differ.
#[derive(Clone, Debug)]
pub(crate) struct Resolver {
    system: GaiResolver,
    public_only: bool,
}

impl Resolver {
    pub(crate) fn new(public_only: bool) -> Self {
        Self {
            system: GaiResolver::new(),
            public_only,
        }
    }
}

impl Service<Name> for Resolver {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Self::Response>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.system.poll_ready(context)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let public_only = self.public_only;
        let asked = self.system.call(name);
        Box::pin(async move {
            let mut addresses: Vec<SocketAddr> = asked.await?.collect();
            if public_only {
                addresses.retain(|address| is_public_address(address.ip()));
            }
            if addresses.is_empty() && public_only {
                let said = "the host's name leads to no address outside the own network";
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, said));
            }
            Ok(addresses.into_iter())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_of_this_machine_is_no_public_one() {
        let localhost = || "localhost".parse::<Name>().unwrap();
        let found = Resolver::new(false).call(localhost()).await.unwrap();
        assert!(found.into_iter().all(|address| address.ip().is_loopback()));
        let refused = Resolver::new(true).call(localhost()).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
    }
}
