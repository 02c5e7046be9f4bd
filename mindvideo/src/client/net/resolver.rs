//! Names to addresses, without those of the own network.
//!
//! A connection goes to the address that was judged here, so a second answer of the resolver cannot differ.

use std::{io, net::SocketAddr};

use crate::client::fetch_rules::is_public_address;

/// The addresses outside the own network. None is an error: a stranger's name that points inside leads nowhere.
pub(crate) fn public_only(mut addresses: Vec<SocketAddr>) -> io::Result<Vec<SocketAddr>> {
    addresses.retain(|address| is_public_address(address.ip()));
    if addresses.is_empty() {
        let said = "the host's name leads to no address outside the own network";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, said));
    }
    Ok(addresses)
}

#[cfg(feature = "hyper")]
pub(crate) use self::service::Resolver;

#[cfg(feature = "hyper")]
mod service {
    use std::{
        io,
        net::SocketAddr,
        task::{Context, Poll},
        vec,
    };

    use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
    use tower_service::Service;

    use super::public_only;
    use crate::client::transport::BoxFuture;

    /// The system's resolver for hyper; with `public_only` without the addresses of the own network.
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
            let guarded = self.public_only;
            let asked = self.system.call(name);
            Box::pin(async move {
                let addresses: Vec<SocketAddr> = asked.await?.collect();
                let addresses = if guarded {
                    public_only(addresses)?
                } else {
                    addresses
                };
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
}
